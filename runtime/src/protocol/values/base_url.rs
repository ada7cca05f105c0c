//! The beginning of an endpoint: an origin with a path.

use super::from_text;
use super::origin::{has_more_than_a_path, secure};
use crate::{Error, Reason};

/// An origin with a path, or without one: `https://example.com/jira`. Plain http is for the loopback
/// addresses alone.
///
/// ```
/// use spotify_flow::BaseUrl;
/// let base = BaseUrl::new("https://example.com/jira/")?;
/// assert_eq!(base.as_str(), "https://example.com/jira");
/// assert!(BaseUrl::new("https://example.com/jira?x=1").is_err());
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Takes a text for a base URL; one slash at its end is left out.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when it is not an absolute https URL (or http on a loopback
    /// address), or has a query, fragment or user info.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        read(&text).map(Self).map_err(|why| {
            let text = crate::protocol::error::bounded(&text, 80);
            let message = format!("`{text}` is no base URL: {why}");
            Error::new(Reason::ValueInvalid, message)
                .with_advice("write an origin and a path, such as `https://example.com/jira`")
        })
    }

    /// The URL as text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The base that a text names, or why it names none.
fn read(text: &str) -> Result<String, &'static str> {
    let url = secure(text, has_more_than_a_path, "it has more than an origin and a path")?;
    let path = url.path().strip_suffix('/').unwrap_or(url.path());
    if path.ends_with('/') || path.contains("//") || path.contains('%') {
        return Err("its path has an empty step or a percent sign in it");
    }
    Ok(format!("{}{path}", url.origin().ascii_serialization()))
}

from_text!(BaseUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_an_origin_and_a_path() {
        for (text, expected) in [
            ("https://a.example", "https://a.example"),
            ("https://a.example/", "https://a.example"),
            ("https://a.example:8443/b/c/", "https://a.example:8443/b/c"),
            ("https://a.example/b/../c", "https://a.example/c"),
            ("http://127.0.0.1:8080/b", "http://127.0.0.1:8080/b"),
        ] {
            assert_eq!(BaseUrl::new(text).unwrap().as_str(), expected);
        }
        for text in [
            "a.example/b",
            "http://a.example/b",
            "https://u@a.example/b",
            "https://a.example/b?c",
            "https://a.example/b#c",
            "https://a.example//b",
            "https://a.example/b%2f",
        ] {
            assert_eq!(BaseUrl::new(text).unwrap_err().reason(), Reason::ValueInvalid, "{text}");
        }
    }
}
