//! A part of an endpoint: one label of a host, or one segment of a path.

use super::from_text;
use crate::{Error, Reason};

/// One label of a host name or one segment of a path, such as a tenant's name: letters, digits,
/// `-` and `_`, at most 63. It can't reach another host.
///
/// ```
/// use spotify_flow::Label;
/// assert!(Label::new("acme-corp").is_ok());
/// assert!(Label::new("acme.evil.example/").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label(String);

impl Label {
    /// Takes a text for a label.
    ///
    /// # Errors
    ///
    /// [`Reason::ValueInvalid`] when another character is in it, when it is empty or longer than 63
    /// characters, or begins or ends with `-`.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        if is_label(&text) {
            return Ok(Self(text));
        }
        let message = format!("`{}` is no label", crate::protocol::error::bounded(&text, 80));
        Err(Error::new(Reason::ValueInvalid, message)
            .with_advice("use letters, digits, `-` and `_`, at most 63"))
    }

    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A dot or a slash would reach another host; a hyphen at an end is no host's (RFC 952).
pub(super) fn is_label(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let hyphen_outside = text.starts_with('-') || text.ends_with('-');
    (1..=63).contains(&text.len()) && text.chars().all(fits) && !hyphen_outside
}

from_text!(Label);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_letters_digits_hyphens_and_underscores() {
        for text in ["a", "7", "acme-corp", "acme_corp", "_", "A1", &"a".repeat(63)] {
            assert_eq!(Label::new(text).unwrap().as_str(), text);
        }
        for text in ["", "-a", "a-", "-", "a.b", "a/b", "a b", "é", "a:1", "a@b", &"a".repeat(64)]
        {
            assert_eq!(Label::new(text).unwrap_err().reason(), Reason::ValueInvalid, "{text}");
        }
    }
}
