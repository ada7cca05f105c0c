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

/// Schemes that belong to something else than an app (IANA's registry of schemes, and what browsers
/// keep for themselves): nothing comes back to a program by them. Those that never have a slash
/// (`urn:`, `mailto:`) need not be here.
const TAKEN: [&str; 29] = [
    "chrome",
    "chrome-extension",
    "content",
    "filesystem",
    "git",
    "gopher",
    "imap",
    "intent",
    "irc",
    "ircs",
    "jar",
    "ldap",
    "ldaps",
    "market",
    "moz-extension",
    "news",
    "nntp",
    "pop",
    "resource",
    "rtmp",
    "rtsp",
    "sftp",
    "smb",
    "ssh",
    "svn",
    "telnet",
    "view-source",
    "ws",
    "wss",
];

/// The names that OAuth gives a meaning in a callback: none may be there twice (RFC 6749 section
/// 3.1), nor stand in the redirect URI.
pub(crate) const ANSWERS: [&str; 12] = [
    "code",
    "state",
    "error",
    "error_description",
    "error_uri",
    "iss",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
    "id_token",
];

impl RedirectUri {
    /// Takes a text for a redirect URI.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when it is not absolute, has a fragment, a wildcard or user info
    /// (RFC 9700 section 4.1), is plain http without being a loopback address (RFC 8252 section
    /// 7.3), has a scheme that means something else (`urn:`, `ws:`, `mailto:`), or holds in its
    /// query what the answer brings (`code`, `state`).
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let (why, advice) = match (classify(&text), answers(&text)) {
            (Ok(kind), None) => return Ok(Self { text: text.into(), kind }),
            (Ok(_), Some(name)) => (
                format!("its query holds `{name}`, which the answer brings"),
                "give what the app wants to find again another name, or keep it with the attempt",
            ),
            (Err(why), _) => (why.to_owned(), INSTEAD),
        };
        let shown = crate::protocol::error::bounded(&text, 120);
        let message = format!("`{shown}` can't be a redirect URI: {why}");
        Err(Error::new(Reason::ValueInvalid, message).with_advice(advice))
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
        scheme => private(scheme, &url),
    }
}

/// A scheme of the app's own leads back to it (RFC 8252 section 7.1); one that means something else
/// leads nowhere. Behind a name that is nobody's domain there must be a slash, as in `myapp:/callback`:
/// what has none (`urn:`, `mailto:`, `tel:`) is a name, and no place.
fn private(scheme: &str, url: &Url) -> Result<RedirectKind, &'static str> {
    if scheme == "urn" {
        return Err("a page of the server's shows the code then, which servers no longer offer");
    }
    if TAKEN.contains(&scheme) || (url.cannot_be_a_base() && !scheme.contains('.')) {
        return Err("its scheme belongs to something else: no answer comes back to the app by it");
    }
    Ok(RedirectKind::PrivateScheme)
}

/// A parameter in the query of a redirect URI that the answer brings, too: then it is there twice.
fn answers(text: &str) -> Option<&'static str> {
    let url = Url::parse(text).ok()?;
    ANSWERS.into_iter().find(|name| url.query_pairs().any(|(key, _)| key == *name))
}

const INSTEAD: &str = "use https, a loopback address such as `http://127.0.0.1:8888/callback`, or a \
                       private scheme such as `com.example.app:/callback`";

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
            ("com.example.app:cb", RedirectKind::PrivateScheme),
            ("myapp://callback?from=b", RedirectKind::PrivateScheme),
            ("https://app.example/cb?statement=x", RedirectKind::Https),
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
            "urn:ietf:wg:oauth:2.0:oob",
            "ws://app.example/cb",
            "wss://app.example/cb",
            "mailto:me@app.example",
            "tel:+1",
            "sms:+1",
            "view-source:https://app.example/cb",
            "ssh://app.example/cb",
            "chrome-extension://abcdef/cb",
            "intent://cb",
            "myapp:callback",
            "https://app.example/cb?state=x",
            "https://app.example/cb?a=b&code=x",
            "com.example.app:/cb?iss=x",
            "http://127.0.0.1:8888/cb?%73tate=x",
            "javascript:alert(1)",
            "data:text/html,hello",
            "file:///etc/passwd",
        ] {
            let error = RedirectUri::new(text).unwrap_err();
            assert_eq!(error.reason(), Reason::ValueInvalid, "{text}");
        }
    }
}
