//! What an app brings: its id, its secret, its redirect URI, the variables of its endpoints.

mod app_secret;
mod base_url;
mod client_id;
mod client_secret;
mod host;
mod label;
pub(crate) mod origin;
mod redirect_uri;
mod secret;
mod text;

pub use app_secret::AppSecret;
pub use base_url::BaseUrl;
pub use client_id::ClientId;
pub use client_secret::ClientSecret;
pub use host::Host;
pub use label::Label;
pub use origin::Origin;
pub(crate) use redirect_uri::ANSWERS;
pub use redirect_uri::RedirectUri;
pub(crate) use secret::{Secret, wiped};
pub(crate) use text::Text;

/// Reads a checked text type from a text, in every way that Rust has for it.
macro_rules! from_text {
    ($type:ident) => {
        impl std::str::FromStr for $type {
            type Err = crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = crate::Error;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = crate::Error;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let text = String::deserialize(input)?;
                Self::new(text).map_err(serde::de::Error::custom)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use from_text;
