//! Where the browser is sent back to.

use std::sync::Arc;

use url::{Host, Url};

use super::{Text, from_text};
use crate::protocol::flow_def::RedirectKind;
use crate::{Error, Reason};

/// The address that the browser is sent back to after the login (RFC 6749 section 3.1.2). It must
/// be registered at the provider, letter by letter; so it is kept letter by letter.
///
/// ```
/// use spotify_flow::RedirectUri;
/// assert!(RedirectUri::new("http://127.0.0.1:8888/callback").is_ok());
/// assert!(RedirectUri::new("http://example.com/callback").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri {
    text: Arc<str>,
    kind: RedirectKind,
}

/// Schemes that a browser runs instead of visiting.
const DANGEROUS: [&str; 7] = ["javascript", "data", "vbscript", "file", "about", "blob", "ftp"];

impl RedirectUri {
    /// Takes a text for a redirect URI.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when it is not absolute, has a fragment, a wildcard or user info
    /// (RFC 9700 section 4.1), or is plain http without being a loopback address (RFC 8252
    /// section 7.3).
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        match classify(&text) {
            Ok(kind) => Ok(Self { text: text.into(), kind }),
            Err(why) => {
                let shown = crate::protocol::error::bounded(&text, 120);
                let message = format!("`{shown}` can't be a redirect URI: {why}");
                Err(Error::new(Reason::ValueInvalid, message).advice(
                    "use https, a loopback address such as `http://127.0.0.1:8888/callback`, \
                     or a private scheme such as `com.example.app:/callback`",
                ))
            }
        }
    }

    /// The redirect URI, letter by letter.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn to_text(&self) -> Text {
        Text::Shared(Arc::clone(&self.text))
    }

    /// What kind of redirect URI it is: providers differ in what they take.
    #[must_use]
    pub fn kind(&self) -> RedirectKind {
        self.kind
    }
}

fn classify(text: &str) -> Result<RedirectKind, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is not absolute")?;
    if url.fragment().is_some() {
        return Err("it has a fragment");
    }
    if text.contains('*') {
        return Err("it has a wildcard");
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err("it holds a character that no URL has");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has user info");
    }
    match url.scheme() {
        // Whatever the scheme, the name is what a provider refuses that refuses it.
        "https" if url.host() == Some(Host::Domain("localhost")) => Ok(RedirectKind::Localhost),
        "https" => Ok(RedirectKind::Https),
        "http" => loopback(text, &url),
        scheme if DANGEROUS.contains(&scheme) => Err("its scheme is run, not visited"),
        _ => Ok(RedirectKind::PrivateScheme),
    }
}

/// Plain http never leaves the machine. The literals are taken as they are written: a host that
/// only parses to a loopback address (`127.1`, `2130706433`) is registered nowhere.
fn loopback(text: &str, url: &Url) -> Result<RedirectKind, &'static str> {
    let authority = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let written = |literal: &str| {
        authority.strip_prefix(literal).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    match url.host() {
        Some(Host::Ipv4(_)) if written("127.0.0.1") => Ok(RedirectKind::LoopbackIp),
        Some(Host::Ipv6(_)) if written("[::1]") => Ok(RedirectKind::LoopbackIp),
        Some(Host::Domain("localhost")) => Ok(RedirectKind::Localhost),
        _ => Err("plain http is for `127.0.0.1` and `[::1]` alone"),
    }
}

from_text!(RedirectUri);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_uri_is_kept_letter_by_letter_and_has_a_kind() {
        for (text, kind) in [
            ("https://app.example/cb", RedirectKind::Https),
            ("HTTPS://App.example", RedirectKind::Https),
            ("http://127.0.0.1:8888/cb", RedirectKind::LoopbackIp),
            ("http://127.0.0.1", RedirectKind::LoopbackIp),
            ("http://[::1]:80?a=b", RedirectKind::LoopbackIp),
            ("http://localhost:8888/cb", RedirectKind::Localhost),
            ("https://localhost/cb", RedirectKind::Localhost),
            ("com.example.app:/cb", RedirectKind::PrivateScheme),
        ] {
            let uri = RedirectUri::new(text).unwrap();
            assert_eq!((uri.as_str(), uri.kind()), (text, kind));
        }
    }

    #[test]
    fn what_no_browser_may_be_sent_to_is_refused() {
        for text in [
            "/cb",
            "https://app.example/cb#fragment",
            "https://*.app.example/cb",
            "https://app.example/c b",
            "https://app.example/c\tb",
            "https://app.example/c\u{1}b",
            "https://app.example/c\\b",
            "https://user@app.example/cb",
            "https://:password@app.example/cb",
            "http://app.example/cb",
            "http://127.0.0.2/cb",
            "http://127.0.0.1.app.example/cb",
            "http://127.1/cb",
            "http://[::2]/cb",
            "http://[0::1]/cb",
            "javascript:alert(1)",
            "data:text/html,hello",
            "file:///etc/passwd",
        ] {
            let error = RedirectUri::new(text).unwrap_err();
            assert_eq!(error.reason(), Reason::ValueInvalid, "{text}");
        }
    }
}
