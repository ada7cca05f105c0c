//! What a transition does: ask through the browser, read what came back, or ask the server.

use super::{Parameter, SlotId};

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

    /// The slots that are bound when it succeeds, whatever the answer leaves out.
    #[must_use]
    pub fn binds(&self) -> Vec<SlotId> {
        match self {
            Self::Redirect(redirect) => vec![redirect.url],
            Self::Callback(_) | Self::Post(_) => {
                self.bindings().iter().filter(|b| !b.optional).map(|b| b.slot).collect()
            }
        }
    }

    /// The slots that may be bound when it succeeds.
    #[must_use]
    pub fn may_bind(&self) -> Vec<SlotId> {
        match self {
            Self::Redirect(redirect) => vec![redirect.url],
            Self::Callback(_) | Self::Post(_) => self.bindings().iter().map(|b| b.slot).collect(),
        }
    }

    /// What is kept of an answer.
    #[must_use]
    pub fn bindings(&self) -> &[Binding] {
        match self {
            Self::Redirect(_) => &[],
            Self::Callback(callback) => &callback.bind,
            Self::Post(post) => &post.bind,
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
    /// Whether an answer may be without it.
    pub optional: bool,
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
