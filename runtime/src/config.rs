//! The values that an app brings, by the names that templates have for them.

use std::borrow::Cow;
use std::fmt;

use crate::values::Secret;
use crate::{ClientId, ClientSecret, RedirectUri};

/// The values that an app brings to its flow. The macro builds it from the struct's fields.
///
/// ```
/// use spotify_flow::{ClientId, Config};
/// let config = Config::new(&ClientId::from("my-app")).scopes(["user-read-email"]);
/// ```
#[derive(Clone)]
pub struct Config {
    values: Vec<(Cow<'static, str>, Secret)>,
    redirect_uri: Option<RedirectUri>,
    scopes: Vec<Cow<'static, str>>,
}

impl Config {
    /// Begins with what every app has.
    #[must_use]
    pub fn new(client_id: &ClientId) -> Self {
        let values = vec![("client_id".into(), Secret::new(client_id.as_str()))];
        Self { values, redirect_uri: None, scopes: Vec::new() }
    }

    /// Brings the client secret.
    #[must_use]
    pub fn client_secret(mut self, secret: &ClientSecret) -> Self {
        self.values.push(("client_secret".into(), secret.secret().clone()));
        self
    }

    /// Brings the redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, uri: &RedirectUri) -> Self {
        self.values.push(("redirect_uri".into(), Secret::new(uri.as_str())));
        self.redirect_uri = Some(uri.clone());
        self
    }

    /// Says which scopes to ask for, in the provider's words.
    #[must_use]
    pub fn scopes<S: Into<Cow<'static, str>>>(
        mut self,
        scopes: impl IntoIterator<Item = S>,
    ) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Brings a variable of the endpoints.
    #[must_use]
    pub fn variable(mut self, name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        self.values.push((name.into(), Secret::new(value)));
        self
    }

    /// A value by its name; the scopes are joined, and there are none when none are asked for.
    pub(crate) fn value(&self, name: &str, separator: &str) -> Option<Secret> {
        if name == "scope" {
            return (!self.scopes.is_empty()).then(|| Secret::new(self.scopes.join(separator)));
        }
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    pub(crate) fn asked_scopes(&self) -> &[Cow<'static, str>] {
        &self.scopes
    }

    pub(crate) fn redirect(&self) -> Option<&RedirectUri> {
        self.redirect_uri.as_ref()
    }

    pub(crate) fn client_id(&self) -> &str {
        self.values.first().map_or("", |(_, id)| id.expose())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.values.iter().map(|(name, _)| name.as_ref()).collect();
        f.debug_struct("Config").field("values", &names).field("scopes", &self.scopes).finish()
    }
}
