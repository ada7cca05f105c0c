//! A flow as resolved: a grant at a provider, every name replaced by what it names.

use std::ops::Deref;

use crate::property::Properties;
use crate::provider::Provider;
use crate::report::Waiver;

/// A flow that passed every rule. It cannot exist unchecked: [`load`](crate::load()) and
/// [`bundled::flow`](crate::bundled::flow) are the only ways to one.
///
/// ```
/// let flow = spotify_flow_spec::bundled::flow("spotify", "client_credentials").unwrap();
/// assert!(!flow.properties.user_scoped);
/// ```
#[derive(Debug, Clone)]
pub struct CheckedFlow(pub(crate) Flow);

impl Deref for CheckedFlow {
    type Target = Flow;

    fn deref(&self) -> &Flow {
        &self.0
    }
}

/// A grant at a provider, resolved: what the generator and the engine need, and nothing of TOML.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The flow's name, a Rust identifier in `snake_case`.
    pub name: String,
    /// A short title for people.
    pub title: String,
    /// One sentence that says what the flow does.
    pub summary: String,
    /// The grant's name.
    pub grant: String,
    /// Where the grant is specified (RFC sections).
    pub sources: Vec<String>,
    /// The provider with all its facts.
    pub provider: Provider,
    /// The four properties, each proved or a restriction.
    pub properties: Properties,
    /// How the client authenticates at the token endpoint.
    pub authentication: Authentication,
    /// The parts of endpoints that the app brings.
    pub variables: Vec<Variable>,
    /// The parameters that the app may set.
    pub options: Vec<FlowOption>,
    /// Every value that an attempt can carry. A [`SlotId`] is an index into this list.
    pub slots: Vec<Slot>,
    /// The endpoints. An endpoint is named by its index.
    pub endpoints: Vec<Endpoint>,
    /// The states of the machine. A state is named by its index.
    pub states: Vec<State>,
    /// The index of the state in which an attempt begins.
    pub initial: usize,
    /// The transitions of the machine, in the order of the grant file.
    pub transitions: Vec<Transition>,
    /// How a session gets a new access token; `None` where the flow is not refreshable.
    pub renew: Option<Post>,
    /// Set where the provider has ended the flow or will.
    pub deprecated: Option<Deprecation>,
    /// The rules waived in the files of this flow, each with its reason.
    pub waivers: Vec<Waiver>,
    /// For each state the transitions that leave it.
    pub(crate) leaves: Vec<Vec<usize>>,
}

impl Flow {
    /// The slot with this index. Indices come from this flow, so a foreign one gives `None`.
    #[must_use]
    pub fn slot(&self, id: SlotId) -> Option<&Slot> {
        self.slots.get(id.0)
    }

    /// The transitions that leave a state.
    pub fn leaving(&self, state: usize) -> impl Iterator<Item = (usize, &Transition)> {
        let leaves = self.leaves.get(state).into_iter().flatten();
        leaves.filter_map(|index| Some((*index, self.transitions.get(*index)?)))
    }

    /// Whether any template of the flow reads this slot.
    #[must_use]
    pub fn reads(&self, name: &str) -> bool {
        let Some(id) = self.slots.iter().position(|slot| slot.name == name).map(SlotId) else {
            return false;
        };
        self.transitions.iter().any(|t| t.action.reads().any(|slot| slot == id))
            || self.renew.as_ref().is_some_and(|post| post.reads().any(|slot| slot == id))
            || self.endpoints.iter().any(|e| e.url.slots().any(|slot| slot == id))
    }
}

/// How the client authenticates at the token endpoint (RFC 6749 section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// A public client: `client_id` in the form, no secret.
    None,
    /// HTTP Basic; id and secret are form-encoded first (RFC 6749 section 2.3.1).
    Basic,
    /// HTTP Basic with id and secret as they are, for servers that do not decode.
    BasicRaw,
    /// `client_id` and `client_secret` in the form.
    Body,
}

impl Authentication {
    /// Whether the client needs a secret.
    #[must_use]
    pub fn needs_secret(self) -> bool {
        self != Self::None
    }

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "basic",
            Self::BasicRaw => "basic_raw",
            Self::Body => "body",
        }
    }
}

/// The index of a slot in [`Flow::slots`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub usize);

/// A value that an attempt carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its name in templates.
    pub name: String,
    /// How carefully it must be handled.
    pub class: Class,
    /// Where it comes from.
    pub source: Source,
}

/// How carefully a value must be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody may see it.
    Public,
    /// It says something about a person.
    Personal,
    /// A secret that is good for one use (`code`, `code_verifier`).
    OneTime,
    /// A secret that ends by itself (an access token).
    Secret,
    /// A secret that lives for long (`client_secret`, a refresh token).
    LongSecret,
}

impl Class {
    /// Whether the value must not be seen.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Self::OneTime | Self::Secret | Self::LongSecret)
    }

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Personal => "personal",
            Self::OneTime => "one_time",
            Self::Secret => "secret",
            Self::LongSecret => "long_secret",
        }
    }
}

/// Where a slot's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The app brings it (`client_id`, `redirect_uri`, `scope`, a variable).
    App,
    /// The app may set it, once per attempt.
    Option,
    /// The system's random numbers.
    Random,
    /// The server, through the user's browser.
    FrontChannel,
    /// The server, in an answer to a request of ours.
    BackChannel,
    /// The engine builds it (`authorize_url`).
    Engine,
    /// A token answer, kept by the session (`refresh_token`).
    Token,
}

/// A part of an endpoint that the app brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name: a field of the app's struct.
    pub name: String,
    /// What it may be.
    pub kind: VariableKind,
    /// What it is where the app brings none.
    pub default: Option<String>,
    /// What it is, for people.
    pub summary: String,
    /// The slot that carries it.
    pub slot: SlotId,
}

/// What a variable may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// A scheme, host and port: `https://auth.example.com`.
    Origin,
    /// One label of a host name or one segment of a path: `acme-corp`.
    Label,
}

impl VariableKind {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Label => "label",
        }
    }
}

/// A parameter that the app may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowOption {
    /// Its name: the setter's and the parameter's.
    pub name: String,
    /// What it may be.
    pub kind: OptionKind,
    /// The index of the transition that sends it.
    pub transition: usize,
    /// What it does, for people.
    pub summary: String,
    /// The slot that carries it.
    pub slot: SlotId,
}

/// What the value of an option may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// `true` or `false`.
    Bool,
    /// Any text.
    String,
    /// A number without sign.
    Integer,
}

impl OptionKind {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::String => "string",
            Self::Integer => "integer",
        }
    }
}

/// A server's address, with variables in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name (`authorize`, `token`).
    pub name: String,
    /// Its absolute URL.
    pub url: Template,
}

/// A place in the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its name in `snake_case`.
    pub name: String,
    /// What it means, for people.
    pub summary: String,
    /// Whether the attempt ends here, with a token.
    pub is_final: bool,
    /// The slots that the app may read here, to show them.
    pub shows: Vec<SlotId>,
    /// The slots that an attempt carries here: bound on every path, and needed by a later step.
    /// Values that the app brings are not among them.
    pub keeps: Vec<SlotId>,
}

/// A step between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Its name: a method.
    pub name: String,
    /// The index of the state it leaves.
    pub from: usize,
    /// The index of the state it enters.
    pub to: usize,
    /// The slots that get a fresh random value first.
    pub mint: Vec<(SlotId, Generator)>,
    /// The one thing it does.
    pub action: Action,
    /// Whether it spends a one-time value, so that a failure ends the attempt.
    pub spends: bool,
    /// Whether it is an authorization request: what a redirect sends, or the form that was pushed
    /// for it (RFC 9126 section 2).
    pub(crate) asks: bool,
}

/// How a random value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// 256 random bits, base64url.
    Random,
    /// A PKCE code verifier (RFC 7636 section 4.1): 256 random bits, base64url.
    PkceVerifier,
}

impl Generator {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::PkceVerifier => "pkce_verifier",
        }
    }
}

/// The one thing that a transition does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Build the URL that the user's browser is sent to.
    Redirect(Redirect),
    /// Read what came back through the browser.
    Callback(Callback),
    /// Ask the server directly.
    Post(Post),
}

impl Action {
    /// The slots that are read.
    pub fn reads(&self) -> Box<dyn Iterator<Item = SlotId> + '_> {
        match self {
            Self::Redirect(redirect) => {
                Box::new(redirect.query.iter().flat_map(|p| p.value.slots()))
            }
            Self::Callback(callback) => Box::new(callback.expect.iter().map(|e| e.slot)),
            Self::Post(post) => Box::new(post.reads()),
        }
    }

    /// The slots that are bound when it succeeds.
    #[must_use]
    pub fn binds(&self) -> Vec<SlotId> {
        match self {
            Self::Redirect(redirect) => vec![redirect.url],
            Self::Callback(callback) => callback.bind.iter().map(|b| b.slot).collect(),
            Self::Post(post) => post.bind.iter().map(|b| b.slot).collect(),
        }
    }
}

/// Builds the URL that the user's browser is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The index of the endpoint.
    pub endpoint: usize,
    /// The query, in order.
    pub query: Vec<Parameter>,
    /// The slot that gets the URL (`authorize_url`).
    pub url: SlotId,
}

/// Reads what came back through the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Where the answer's parameters stand.
    pub within: Within,
    /// Parameters that must equal a slot.
    pub expect: Vec<Binding>,
    /// Parameters that are kept in a slot.
    pub bind: Vec<Binding>,
    /// Whether the parameters are a token answer (the implicit grant).
    pub token: bool,
}

/// Where the parameters of a callback stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// `?code=...`
    Query,
    /// `#access_token=...`
    Fragment,
}

/// A parameter of an answer and the slot it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The parameter's name.
    pub parameter: String,
    /// The slot.
    pub slot: SlotId,
}

/// A request to the server, through the back channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The index of the endpoint.
    pub endpoint: usize,
    /// The form, in order, without the client's credentials: the authentication adds them.
    pub form: Vec<Parameter>,
    /// Members of the answer that are kept in a slot.
    pub bind: Vec<Binding>,
    /// Whether the answer is a token answer.
    pub token: bool,
    /// The member of the answer that the token answer is, where it is not the whole.
    pub token_in: Option<String>,
}

impl Post {
    /// The slots that are read.
    pub fn reads(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.form.iter().flat_map(|p| p.value.slots())
    }
}

/// A parameter of a query or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Template,
}

/// A text with slots in it. A parameter whose template comes out empty because an optional slot
/// (`{slot?}`) is empty is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

impl Template {
    /// The slots in it, in order.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.0.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Slot { slot, .. } => Some(*slot),
        })
    }

    /// The text, when there is no slot in it.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Literal(String),
    /// A slot's value.
    Slot {
        /// The slot.
        slot: SlotId,
        /// What is done to the value first.
        filter: Option<Filter>,
        /// Whether the slot may be empty.
        optional: bool,
    },
}

/// What a template does to a slot's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// SHA-256, then base64url without padding (RFC 7636 section 4.2).
    S256,
}

impl Filter {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "s256",
        }
    }
}

/// Set where the provider has ended something or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// The date, as `YYYY-MM-DD`.
    pub since: String,
    /// What happened.
    pub note: String,
    /// The flow to use instead.
    pub instead: Option<String>,
}
