//! The values that an app brings, by the names that templates have for them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::protocol::flow_def::{FlowDef, Part, SlotDef, VariableDef};
use crate::protocol::scopes::Scopes;
use crate::protocol::values::Text;
use crate::{AppSecret, ClientId, ClientSecret, RedirectUri};

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
    variables: Vec<(Cow<'static, str>, Brought)>,
    scopes: Scopes,
}

/// The text of a variable, shared with the field that it came from where it is a secret.
#[derive(Clone)]
enum Brought {
    Plain(Arc<str>),
    Secret(AppSecret),
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

    /// Brings a variable. Of one whose values the provider lists, the name of a value.
    #[must_use]
    pub fn variable(mut self, name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        self.variables.push((name.into(), Brought::Plain(value.into())));
        self
    }

    /// Brings a variable of type `secret`.
    #[must_use]
    pub fn secret(mut self, name: impl Into<Cow<'static, str>>, value: &AppSecret) -> Self {
        self.variables.push((name.into(), Brought::Secret(value.clone())));
        self
    }

    /// A value of the app as a template has it: the scopes are joined, and there are none when none
    /// are asked for; a variable is its default where the app brings none, and of a value that the
    /// provider lists its text.
    pub(crate) fn brought(&self, slot: &SlotDef, separator: &str) -> Option<Text> {
        match slot.name.as_ref() {
            "client_id" => Some(self.client_id.to_text()),
            "client_secret" => self.client_secret.as_ref().map(ClientSecret::to_text),
            "redirect_uri" => self.redirect_uri.as_ref().map(RedirectUri::to_text),
            "scope" => self.scopes.joined(separator),
            name => match &slot.variable {
                Some(variable) => self.chosen(variable),
                None => self.value(name),
            },
        }
    }

    fn chosen(&self, variable: &VariableDef) -> Option<Text> {
        let default = || variable.default.clone().map(Text::given);
        let said = self.value(&variable.name).or_else(default)?;
        let listed = variable.values.iter().find(|(name, _)| name == said.expose());
        // One that is not listed stays as it is, to be refused where it would be sent.
        Some(listed.map_or(said, |(_, text)| Text::given(text.clone())))
    }

    /// The value of a variable.
    fn value(&self, name: &str) -> Option<Text> {
        let known = self.variables.iter().find(|(known, _)| known == name);
        known.map(|(_, value)| match value {
            Brought::Plain(value) => Text::Shared(Arc::clone(value)),
            Brought::Secret(secret) => secret.to_text(),
        })
    }

    /// A text of the flow's with the app's values filled in; nothing where one is missing.
    pub(crate) fn filled(&self, flow: &FlowDef, parts: &[Part]) -> Option<String> {
        let separator = &flow.provider.scope_separator;
        parts.iter().try_fold(String::new(), |mut text, part| {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Slot(slot) | Part::Optional(slot) | Part::S256(slot) => {
                    let value = self.brought(flow.slots.get(*slot)?, separator)?;
                    text.push_str(value.expose());
                }
            }
            Some(text)
        })
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
