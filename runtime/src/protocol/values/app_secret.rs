//! A secret of the app's beside its client secret.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Secret, Text};

/// A secret that the app brings as a variable of its flow, beside its client secret: a developer's
/// token, say. It is not shown by `Debug`, cannot be serialized, and is wiped from memory when the
/// last copy is dropped.
///
/// ```
/// use spotify_flow::AppSecret;
/// let secret = AppSecret::from("hunter2");
/// assert_eq!(format!("{secret:?}"), "AppSecret([redacted])");
/// ```
#[derive(Clone)]
pub struct AppSecret(Arc<Secret>);

impl AppSecret {
    pub(crate) fn to_text(&self) -> Text {
        Text::SharedSecret(Arc::clone(&self.0))
    }
}

impl<T: Into<String>> From<T> for AppSecret {
    fn from(text: T) -> Self {
        Self(Arc::new(Secret::new(text)))
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret([redacted])")
    }
}

impl<'de> Deserialize<'de> for AppSecret {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        // What serde says of a mistake quotes it: a secret without quotes is a number.
        let mistake = |_| D::Error::custom("a secret is a text");
        String::deserialize(input).map(Self::from).map_err(mistake)
    }
}
