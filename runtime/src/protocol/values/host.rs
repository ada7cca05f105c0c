//! A part of an endpoint: labels of a host's name.

use super::{from_text, label};
use crate::{Error, Reason};

/// Labels of a host name with dots between them, such as `eu.acme` or `acme.example.com`: each of
/// letters, digits, `-` and `_`, at most 253 in all.
///
/// ```
/// use spotify_flow::Host;
/// assert!(Host::new("eu.acme").is_ok());
/// assert!(Host::new("acme.example/").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host(String);

impl Host {
    /// Takes a text for the name of a host, or for a part of one.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when it is not labels with dots between them, or longer than 253
    /// characters.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        if text.len() <= 253 && text.split('.').all(label::is_label) {
            return Ok(Self(text));
        }
        let text = crate::protocol::error::bounded(&text, 80);
        let message = format!("`{text}` is no name of a host");
        Err(Error::new(Reason::ValueInvalid, message)
            .with_advice("write labels with dots between them, such as `eu.acme`"))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(Host);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_labels_with_dots_between_them() {
        for text in ["a", "a.b", "eu-1.acme.example", "a.".repeat(126).trim_end_matches('.')] {
            assert_eq!(Host::new(text).unwrap().as_str(), text);
        }
        for text in ["", ".", "a.", ".a", "a..b", "a.b/", "a.b:1", "u@a.b", "a b", "é.a", "-a.b"] {
            assert_eq!(Host::new(text).unwrap_err().reason(), Reason::ValueInvalid, "{text}");
        }
    }
}
