//! The beginning of an endpoint: scheme, host and port.

use url::{Host, Url};

use super::from_text;
use crate::{Error, Reason};

/// Scheme, host and port of a server: `https://auth.example.com`. Plain http is for the loopback
/// addresses alone.
///
/// ```
/// use spotify_flow::Origin;
/// assert_eq!(Origin::new("https://auth.example.com/")?.as_str(), "https://auth.example.com");
/// assert!(Origin::new("http://auth.example.com").is_err());
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Takes a text for an origin; one slash at its end is left out.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when it is not an absolute https URL (or http on a loopback
    /// address), or has a path, query, fragment or user info.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        read(&text).map(Self).map_err(|why| {
            let message =
                format!("`{}` is no origin: {why}", crate::protocol::error::bounded(&text, 80));
            Error::new(Reason::ValueInvalid, message)
                .with_advice("write scheme, host and port, such as `https://auth.example.com`")
        })
    }

    /// The origin as text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The origin that a text names, or why it names none.
fn read(text: &str) -> Result<String, &'static str> {
    let is_more = |url: &Url| url.path() != "/" || has_more_than_a_path(url);
    let url = secure(text, is_more, "it has more than scheme, host and port")?;
    Ok(url.origin().ascii_serialization())
}

/// The URL of a server that a secret may be sent to, or why a text names none: for what it holds that
/// is too much, say.
pub(super) fn secure(
    text: &str,
    is_more: impl Fn(&Url) -> bool,
    more: &'static str,
) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is no URL")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has user info");
    }
    if is_more(&url) {
        return Err(more);
    }
    if !is_secure(&url) {
        return Err("it is neither https nor a loopback address");
    }
    Ok(url)
}

pub(super) fn has_more_than_a_path(url: &Url) -> bool {
    url.query().is_some() || url.fragment().is_some()
}

/// Whether a secret may be sent there: https, or this very machine.
pub(crate) fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether a URL names this very machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

from_text!(Origin);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_alone() {
        let same = |text: &str| assert_eq!(Origin::new(text).unwrap().as_str(), text);
        same("https://auth.example.com");
        same("https://auth.example.com:8443");
        assert_eq!(Origin::new("https://a.example/").unwrap().as_str(), "https://a.example");
        for text in [
            "auth.example.com",
            "https://user@auth.example.com",
            "https://:password@auth.example.com",
            "https://auth.example.com/path",
            "https://auth.example.com?query",
            "https://auth.example.com#fragment",
        ] {
            assert_eq!(Origin::new(text).unwrap_err().reason(), Reason::ValueInvalid, "{text}");
        }
    }

    #[test]
    fn plain_http_is_for_this_very_machine() {
        for host in ["localhost:8080", "127.0.0.1", "127.8.7.6:1", "[::1]:80"] {
            assert!(Origin::new(format!("http://{host}")).is_ok(), "{host}");
        }
        for host in ["localhost.example", "example", "192.168.0.1", "[::2]"] {
            assert!(Origin::new(format!("http://{host}")).is_err(), "{host}");
            assert!(Origin::new(format!("https://{host}")).is_ok(), "{host}");
        }
        for other in ["ftp://localhost", "ws://127.0.0.1"] {
            assert!(Origin::new(other).is_err(), "{other}");
        }
    }
}
