//! The values that an app brings, by the names that templates have for them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::protocol::scopes::Scopes;
use crate::protocol::values::Text;
use crate::{ClientId, ClientSecret, RedirectUri};

/// The values that an app brings to its flow. The macro builds it from the struct's fields, whose
/// texts it shares.
///
/// ```
/// use spotify_flow::{ClientId, Config};
/// let config = Config::new(&ClientId::from("my-app")).scopes(["user-read-email"]);
/// ```
#[derive(Clone)]
pub struct Config {
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    redirect_uri: Option<RedirectUri>,
    variables: Vec<(Cow<'static, str>, Arc<str>)>,
    scopes: Scopes,
}

impl Config {
    /// Begins with what every app has.
    #[must_use]
    pub fn new(client_id: &ClientId) -> Self {
        Self {
            client_id: client_id.clone(),
            client_secret: None,
            redirect_uri: None,
            variables: Vec::new(),
            scopes: Scopes::Written(&[], ""),
        }
    }

    /// Brings the client secret.
    #[must_use]
    pub fn client_secret(mut self, secret: &ClientSecret) -> Self {
        self.client_secret = Some(secret.clone());
        self
    }

    /// Brings the redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, uri: &RedirectUri) -> Self {
        self.redirect_uri = Some(uri.clone());
        self
    }

    /// Says which scopes to ask for, in the provider's words.
    #[must_use]
    pub fn scopes<S: Into<Cow<'static, str>>>(
        mut self,
        scopes: impl IntoIterator<Item = S>,
    ) -> Self {
        scopes.into_iter().for_each(|scope| self.scopes.add(scope.into()));
        self
    }

    /// As [`scopes`](Self::scopes), for the attribute: it knows how the provider joins them.
    #[doc(hidden)]
    #[must_use]
    pub fn written_scopes(self, each: &'static [&'static str], joined: &'static str) -> Self {
        Self { scopes: Scopes::Written(each, joined), ..self }
    }

    /// Brings a variable of the endpoints.
    #[must_use]
    pub fn variable(mut self, name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// A value by its name, as a template has it; the scopes are joined, and there are none when
    /// none are asked for.
    pub(crate) fn brought(&self, name: &str, separator: &str) -> Option<Text> {
        match name {
            "client_id" => Some(self.client_id.to_text()),
            "client_secret" => self.client_secret.as_ref().map(ClientSecret::to_text),
            "redirect_uri" => self.redirect_uri.as_ref().map(RedirectUri::to_text),
            "scope" => self.scopes.joined(separator),
            _ => self.value(name),
        }
    }

    /// The value of a variable.
    pub(crate) fn value(&self, name: &str) -> Option<Text> {
        let known = self.variables.iter().find(|(known, _)| known == name);
        known.map(|(_, value)| Text::Shared(Arc::clone(value)))
    }

    pub(crate) fn asked_scopes(&self) -> Vec<&str> {
        self.scopes.each()
    }

    pub(crate) fn redirect_uri_of(&self) -> Option<&str> {
        self.redirect_uri.as_ref().map(RedirectUri::as_str)
    }

    pub(crate) fn into_redirect(self) -> Option<RedirectUri> {
        self.redirect_uri
    }

    pub(crate) fn client_id(&self) -> &str {
        self.client_id.as_str()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variables: Vec<&str> = self.variables.iter().map(|(name, _)| name.as_ref()).collect();
        f.debug_struct("Config")
            .field("client_id", &self.client_id)
            .field("variables", &variables)
            .field("scopes", &self.scopes.each())
            .finish_non_exhaustive()
    }
}
