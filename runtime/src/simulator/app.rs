//! An app as it is registered in the dashboard.

/// An app as it is registered in Spotify's dashboard.
///
/// ```
/// use spotify_flow::simulator::SimulatedApp;
/// let app = SimulatedApp::confidential("id", "secret").redirect_uri("https://example.com/cb");
/// ```
#[derive(Clone)]
pub struct SimulatedApp {
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) redirect_uris: Vec<String>,
}

impl SimulatedApp {
    /// An app without a secret: on a phone, on a desktop, in a browser.
    pub fn public(client_id: impl Into<String>) -> Self {
        let client_id = client_id.into();
        Self { client_id, client_secret: None, redirect_uris: Vec::new() }
    }

    /// An app with a secret: on a server.
    pub fn confidential(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self { client_secret: Some(client_secret.into()), ..Self::public(client_id) }
    }

    /// Registers a redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Whether a redirect URI is one of those registered: to the letter, except that a loopback
    /// literal registered without a port stands for any port.
    ///
    /// Source: <https://developer.spotify.com/documentation/web-api/concepts/redirect_uri>
    pub(super) fn allows(&self, uri: &str) -> bool {
        self.redirect_uris
            .iter()
            .any(|known| known == uri || without_port(uri).as_ref() == Some(known))
    }
}

/// A loopback URI without its port.
fn without_port(uri: &str) -> Option<String> {
    for literal in ["http://127.0.0.1", "http://[::1]"] {
        if let Some(rest) = uri.strip_prefix(literal).and_then(|rest| rest.strip_prefix(':')) {
            let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            return Some(format!("{literal}{path}"));
        }
    }
    None
}

/// Whether Spotify takes a redirect URI at all: https, a loopback literal, or a scheme of the app's.
pub(super) fn is_secure(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("http://") else { return true };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let literal = |name: &str| {
        authority.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    };
    literal("127.0.0.1") || literal("[::1]")
}

impl std::fmt::Debug for SimulatedApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatedApp")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}
