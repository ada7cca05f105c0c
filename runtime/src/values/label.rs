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
        let fits = (1..=63).contains(&text.len())
            && !text.starts_with('-')
            && !text.ends_with('-')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if fits {
            return Ok(Self(text));
        }
        let message = format!("`{}` is no label", crate::error::bounded(&text, 80));
        Err(Error::new(Reason::ValueInvalid, message)
            .advice("use letters, digits, `-` and `_`, at most 63"))
    }

    /// The label as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

from_text!(Label);
