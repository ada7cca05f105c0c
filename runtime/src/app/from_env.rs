//! An app's values from environment variables, with every mistake named in one go.

use super::choice::{Choice, choice_of};
use crate::protocol::values::{
    AppSecret, BaseUrl, ClientId, ClientSecret, Host, Label, Origin, RedirectUri,
};
use crate::{Error, Reason};

/// Reads an app's values from environment variables that begin with a provider's prefix.
#[derive(Debug)]
pub struct FromEnv {
    prefix: &'static str,
    missing: Vec<String>,
    invalid: Vec<String>,
}

/// A value that can be read from a text.
pub trait FromText: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// When the text is not of its form.
    fn from_text(text: String) -> Result<Self, Error>;
}

impl FromEnv {
    /// Reads variables such as `SPOTIFY_CLIENT_ID`.
    #[must_use]
    pub fn new(prefix: &'static str) -> Self {
        Self { prefix, missing: Vec::new(), invalid: Vec::new() }
    }

    /// Reads the variable of a field.
    pub fn field<T: FromText>(&mut self, field: &str) -> Option<T> {
        let name = format!("{}_{}", self.prefix, field.to_ascii_uppercase());
        let text = std::env::var(&name).ok().filter(|text| !text.is_empty());
        let Some(text) = text else {
            self.missing.push(name);
            return None;
        };
        match T::from_text(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.invalid.push(format!("{name}: {error}"));
                None
            }
        }
    }

    /// The app, when every field was read.
    ///
    /// # Errors
    ///
    /// One error that names every variable that is missing or malformed.
    pub fn finish<T>(self, app: Option<T>) -> Result<T, Error> {
        app.ok_or_else(|| {
            let mut parts = self.invalid;
            if !self.missing.is_empty() {
                parts.insert(0, format!("set {}", self.missing.join(", ")));
            }
            Error::new(Reason::ValueMissing, parts.join("; "))
        })
    }
}

macro_rules! from_text {
    ($($type:ident)*) => {
        $(impl FromText for $type {
            fn from_text(text: String) -> Result<Self, Error> {
                Self::try_from(text)
            }
        })*
    };
}
from_text!(BaseUrl Host Label Origin RedirectUri);

macro_rules! any_text {
    ($($type:ident)*) => {
        $(impl FromText for $type {
            fn from_text(text: String) -> Result<Self, Error> {
                Ok(Self::from(text))
            }
        })*
    };
}
any_text!(AppSecret ClientId ClientSecret String);

impl<T: Choice> FromText for T {
    fn from_text(text: String) -> Result<Self, Error> {
        choice_of(&text)
    }
}
