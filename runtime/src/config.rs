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
        // Room for what most apps bring: an id, a secret or a variable, a redirect URI.
        let mut values = Vec::with_capacity(3);
        values.push(("client_id".into(), Secret::new(client_id.as_str())));
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

    /// A value by its name.
    pub(crate) fn value(&self, name: &str) -> Option<&Secret> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Gives a value away, by its name; the scopes are joined, and there are none when none are
    /// asked for.
    pub(crate) fn take(&mut self, name: &str, separator: &str) -> Option<Secret> {
        if name == "scope" {
            return (!self.scopes.is_empty()).then(|| Secret::new(self.scopes.join(separator)));
        }
        let at = self.values.iter().position(|(known, _)| known == name)?;
        Some(self.values.swap_remove(at).1)
    }

    pub(crate) fn asked_scopes(&self) -> &[Cow<'static, str>] {
        &self.scopes
    }

    pub(crate) fn into_redirect(self) -> Option<RedirectUri> {
        self.redirect_uri
    }

    pub(crate) fn client_id(&self) -> &str {
        self.value("client_id").map_or("", Secret::expose)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.values.iter().map(|(name, _)| name.as_ref()).collect();
        f.debug_struct("Config").field("values", &names).field("scopes", &self.scopes).finish()
    }
}
