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
        let invalid = |why: &str| {
            let message = format!("`{}` is no origin: {why}", crate::error::bounded(&text, 80));
            Error::new(Reason::ValueInvalid, message)
                .advice("write scheme, host and port, such as `https://auth.example.com`")
        };
        let url = Url::parse(&text).map_err(|_| invalid("it is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("it has user info"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(invalid("it has more than scheme, host and port"));
        }
        if !is_secure(&url) {
            return Err(invalid("it is neither https nor a loopback address"));
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    /// The origin as text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
