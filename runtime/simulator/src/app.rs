//! An app as it is registered in the dashboard.

use super::redirect;

/// An app as it is registered in Spotify's dashboard, with its quota mode and its owner.
///
/// ```
/// use spotify_flow_simulator::SimulatedApp;
/// let app = SimulatedApp::confidential("id", "secret").redirect_uri("https://example.com/cb");
/// ```
#[derive(Clone)]
pub struct SimulatedApp {
    pub(super) client_id: String,
    pub(super) client_secret: Option<String>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) development_mode: bool,
    pub(super) owner_has_premium: bool,
    pub(super) user_is_listed: bool,
}

impl SimulatedApp {
    /// An app without a secret: on a phone, on a desktop, in a browser.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: None,
            redirect_uris: Vec::new(),
            development_mode: false,
            owner_has_premium: true,
            user_is_listed: true,
        }
    }

    /// An app with a secret: on a server. It may log users in with PKCE and without its secret, too.
    pub fn confidential(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self { client_secret: Some(client_secret.into()), ..Self::public(client_id) }
    }

    /// Registers a redirect URI. A login must name it to the letter; only a loopback literal without
    /// a port, such as `http://127.0.0.1/callback`, stands for any port.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// An app in development mode: since February 2026 some operations are closed to it, searches
    /// are short, and profiles hold little. Without this the app has extended quota.
    ///
    /// Source: <https://developer.spotify.com/documentation/web-api/tutorials/february-2026-migration-guide>
    #[must_use]
    pub fn development_mode(mut self) -> Self {
        self.development_mode = true;
        self
    }

    /// An app whose user is not on its allow list: the user can log in, and every call of the Web
    /// API is answered with 403 and a plain text.
    ///
    /// Source: <https://developer.spotify.com/documentation/web-api/concepts/quota-modes>
    #[must_use]
    pub fn user_not_registered(mut self) -> Self {
        self.user_is_listed = false;
        self
    }

    /// An app whose owner has no Premium: every call of the Web API is answered with 403 and a plain
    /// text, whoever the token acts for.
    ///
    /// Source: <https://developer.spotify.com/blog/2026-02-06-update-on-developer-access-and-platform-security>
    #[must_use]
    pub fn owner_without_premium(mut self) -> Self {
        self.owner_has_premium = false;
        self
    }

    /// Whether a login may come back to a redirect URI.
    pub(super) fn allows(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|registered| redirect::matches(registered, uri))
    }
}

impl std::fmt::Debug for SimulatedApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimulatedApp")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}
