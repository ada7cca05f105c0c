//! A flow as resolved: a grant at a provider, every name replaced by what it names.

mod action;
mod pattern;
mod slot;
mod template;
mod variable;

use std::ops::Deref;

pub use action::{Action, Binding, Callback, Post, Redirect, Within};
pub use pattern::{Pattern, Piece};
pub use slot::{Class, Slot, SlotId, Source};
pub use template::{Filter, Parameter, Part, Template};
pub(crate) use variable::variant;
pub use variable::{Choice, Variable, VariableKind};

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
    /// What the app brings beside its credentials.
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
    /// What a session keeps beside its token.
    pub kept: Vec<Kept>,
    /// What names the scopes that were granted, where the token's answer does not.
    pub granted: Option<SlotId>,
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

    /// Whether a variable, or one of its texts, stands anywhere, the grant's renewal included.
    pub(crate) fn uses(&self, variable: &Variable, renew: Option<&Post>) -> bool {
        let steps = self.transitions.iter().flat_map(|step| step.action.reads());
        let renewal = renew.into_iter().flat_map(|post| post.reads());
        let urls = self.endpoints.iter().flat_map(|endpoint| endpoint.url.slots());
        let provider = self.provider.templates().flat_map(|template| template.slots());
        steps.chain(renewal).chain(urls).chain(provider).any(|slot| variable.has(slot))
    }

    /// Whether an app may ask for scopes: of a user, or of its own where the flow sends them.
    #[must_use]
    pub fn asks_for_scopes(&self) -> bool {
        self.properties.user_scoped || self.reads("scope")
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
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Basic, Self::BasicRaw, Self::Body];

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
    /// The slots that an attempt carries here where they are bound: not on every path, or by an
    /// answer that may be without them.
    pub perhaps: Vec<SlotId>,
}

/// A value of a callback or an answer that stays with the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The slot, whose name is the accessor's.
    pub slot: SlotId,
    /// Whether a login may end without it.
    pub optional: bool,
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
