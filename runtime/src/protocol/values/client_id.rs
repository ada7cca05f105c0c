//! The app's name at the provider.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer};

use super::Text;

/// The client identifier that the provider gave the app (RFC 6749 section 2.2). It is no secret.
/// Copies share the text.
///
/// ```
/// use spotify_flow::ClientId;
/// let id = ClientId::from("5fe01282e44241328a84e7c5cc169165");
/// assert_eq!(id.as_str().len(), 32);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn to_text(&self) -> Text {
        Text::Shared(Arc::clone(&self.0))
    }
}

impl<T: Into<String>> From<T> for ClientId {
    fn from(text: T) -> Self {
        Self(text.into().into())
    }
}

impl<'de> Deserialize<'de> for ClientId {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        String::deserialize(input).map(Self::from)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_id_is_no_secret() {
        let id = ClientId::from("the-client");
        assert_eq!(id.to_string(), "the-client");
        assert_eq!(id.as_str(), "the-client");
        assert_eq!(serde_json::from_str::<ClientId>(r#""the-client""#).unwrap(), id);
    }
}
