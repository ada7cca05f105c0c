//! The app's password at the provider.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Secret, Text};

/// The client secret that the provider gave the app (RFC 6749 section 2.3.1). It is not shown by
/// `Debug`, cannot be serialized, and is wiped from memory when the last copy is dropped.
///
/// ```
/// use spotify_flow::ClientSecret;
/// let secret = ClientSecret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "ClientSecret([redacted])");
/// ```
#[derive(Clone)]
pub struct ClientSecret(Arc<Secret>);

impl ClientSecret {
    pub(crate) fn to_text(&self) -> Text {
        Text::SharedSecret(Arc::clone(&self.0))
    }
}

impl<T: Into<String>> From<T> for ClientSecret {
    fn from(text: T) -> Self {
        Self(Arc::new(Secret::new(text)))
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret([redacted])")
    }
}

impl<'de> Deserialize<'de> for ClientSecret {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        // What serde says of a mistake quotes it: a secret without quotes is a number.
        let mistake = |_| D::Error::custom("a client secret is a text");
        String::deserialize(input).map(Self::from).map_err(mistake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_secret_is_read_from_a_file_and_not_shown() {
        let secret: ClientSecret = serde_json::from_str(r#""hunter2""#).unwrap();
        assert_eq!(secret.to_text().expose(), "hunter2");
        assert_eq!(format!("{secret:?}"), "ClientSecret([redacted])");
    }
}
