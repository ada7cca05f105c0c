//! One run of a flow.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response, Uri};

use super::away::Away;
use super::callback::{Attempt, Awaited};
use super::request::{FORM, JSON, request, short_enough};
use super::slots::Slots;
use super::{Failed, callback, random, template};
use crate::protocol::client_authentication;
use crate::protocol::config::Config;
use crate::protocol::flow_def::{
    ActionDef, BindingDef, FlowDef, Part, PostDef, StateDef, TransitionDef,
};
use crate::protocol::form::{Form, Value};
use crate::protocol::token::response::{self, Members};
use crate::protocol::token::{Token, TokenAnswer, answer, place};
use crate::protocol::values::{Secret, Text, wiped};
use crate::{Error, Reason, RedirectUri};

/// One run of a flow's machine, from its start to a token. Generated code wraps it in a type per
/// state; a flow loaded at run time uses it as it is.
pub struct Machine {
    pub(super) flow: Flow,
    pub(super) state: usize,
    pub(super) slots: Slots,
    /// What was in the slots that were minted anew for a step that is not taken yet.
    before: Vec<(usize, Option<Text>)>,
    pub(super) redirect_uri: Option<RedirectUri>,
    pub(super) token: Token,
    /// Since when, and for how long at most, if it was put away before.
    pub(super) away: Option<Away>,
    /// Whether it has sent what can be sent once, to no avail: then no step is left to it.
    pub(super) spent: bool,
    /// The options that were set, by their slots, where no user is asked: the same is asked for again.
    asked: Vec<(usize, String)>,
}

/// The table: written into the program, or owned and shared.
#[derive(Clone)]
pub(super) enum Flow {
    Static(&'static FlowDef),
    Shared(Arc<FlowDef>),
}

impl std::ops::Deref for Flow {
    type Target = FlowDef;

    fn deref(&self) -> &FlowDef {
        match self {
            Self::Static(flow) => flow,
            Self::Shared(flow) => flow,
        }
    }
}

impl Machine {
    /// Begins an attempt in the flow's initial state.
    #[must_use]
    pub fn begin(flow: &'static FlowDef, config: Config) -> Self {
        Self::start(Flow::Static(flow), config)
    }

    /// Begins an attempt of a flow that was loaded at run time.
    #[must_use]
    pub fn begin_shared(flow: Arc<FlowDef>, config: Config) -> Self {
        Self::start(Flow::Shared(flow), config)
    }

    fn start(flow: Flow, config: Config) -> Self {
        let slots = Slots::new(&flow, &config);
        let redirect_uri = config.into_redirect();
        let (state, token) = (flow.initial, Token::default());
        let (before, away, spent, asked) = (Vec::new(), None, false, Vec::new());
        Self { flow, state, slots, before, redirect_uri, token, away, spent, asked }
    }

    /// The flow's table.
    #[must_use]
    pub fn flow(&self) -> &FlowDef {
        &self.flow
    }

    /// The index of the state that the attempt is in.
    #[must_use]
    pub fn state_index(&self) -> usize {
        self.state
    }

    /// The state that the attempt is in; `None` only where a table written by hand has none there.
    #[must_use]
    pub fn state(&self) -> Option<&StateDef> {
        self.flow.states.get(self.state)
    }

    /// The transitions that leave this state, by their indices.
    pub fn leaving(&self) -> impl Iterator<Item = (usize, &TransitionDef)> {
        let state = self.state;
        self.flow.transitions.iter().enumerate().filter(move |(_, step)| step.from == state)
    }

    /// Sets an option, for the next step.
    #[must_use]
    pub fn set_option(mut self, slot: usize, value: impl Into<String>) -> Self {
        let value = value.into();
        if !self.flow.properties.needs_user_consent {
            self.asked.retain(|(known, _)| *known != slot);
            self.asked.push((slot, value.clone()));
        }
        self.slots.set(slot, value, &self.flow);
        self
    }

    /// Sets the options that a token was asked for with before.
    #[cfg(feature = "session")]
    pub(crate) fn asking_again(self, asked: &[(String, String)]) -> Self {
        asked.iter().fold(self, |machine, (name, value)| {
            let mut options = machine.flow.options.iter();
            match options.find(|option| option.name == *name).map(|option| option.slot) {
                Some(slot) => machine.set_option(slot, value),
                None => machine,
            }
        })
    }

    /// Takes a token, with what it was asked for with.
    fn got(&mut self, token: Token) {
        let name = |slot: &usize| self.flow.options.iter().find(|option| option.slot == *slot);
        let asked = self.asked.iter();
        let asked =
            asked.filter_map(|(slot, value)| Some((name(slot)?.name.to_string(), value.clone())));
        self.token = Token { asked: asked.collect(), ..token };
    }

    /// A value that the state shows to the app; empty when there is none.
    #[must_use]
    pub fn shown(&self, slot: usize) -> &str {
        self.slots.expose(slot).unwrap_or_default()
    }

    /// The token; before a final state there is nothing in it.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The token, by value.
    #[must_use]
    pub fn into_token(self) -> Token {
        self.token
    }

    /// Takes a `redirect`: mints what is to be random and builds the URL for the browser.
    ///
    /// # Errors
    ///
    /// A value of the app is missing, malformed, or not what the provider takes, or the URL is longer
    /// than servers must take. The attempt is given back.
    pub fn redirect(self, transition: usize) -> Result<Self, Failed<Self>> {
        self.take(transition, |machine, step| {
            let ActionDef::Redirect { endpoint, query, url } = &step.action else {
                return Err(wrong_step(step, "a redirect"));
            };
            machine.check_redirect_uri()?;
            let base = machine.endpoint(*endpoint)?;
            let mut form = Form::with_capacity(query.len());
            template::append(&mut form, query, &machine.slots, &machine.flow)?;
            let text = form.query_of(&base);
            short_enough(&text)?;
            machine.slots.set(*url, text, &machine.flow);
            Ok(())
        })
    }

    /// Takes a `callback`: checks what came back through the browser and keeps what is needed. It is
    /// a URL, or as a web server sees it, a path and a query (`/callback?code=...`). A token that
    /// comes in a fragment begins to live at `now`.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind::Callback`](crate::ErrorKind::Callback) and
    /// [`ErrorKind::Denied`](crate::ErrorKind::Denied). The attempt is given back: after a callback
    /// that was not meant for it, it still waits for its own.
    pub fn receive(
        self,
        transition: usize,
        callback: &str,
        now: SystemTime,
    ) -> Result<Self, Failed<Self>> {
        self.take(transition, |machine, step| {
            let ActionDef::Callback { fragment, expect, bind, token } = &step.action else {
                return Err(wrong_step(step, "a callback"));
            };
            let (fragment, token) = (*fragment, *token);
            let awaited = Awaited { fragment, expect, bind, token };
            let answer = callback::check(machine.waiting(), awaited, callback)?;
            for (slot, value) in answer.bound {
                machine.slots.set(slot, value, &machine.flow);
            }
            if let Some(mut members) = answer.token {
                let answer = TokenAnswer::read(&mut members, &machine.flow.provider, now)?;
                let token = answer.into_token(&machine.flow, now);
                machine.got(token);
            }
            Ok(())
        })
    }

    /// The attempt as its callback is compared with it.
    pub(super) fn waiting(&self) -> Attempt<'_> {
        let (flow, slots) = (&*self.flow, &self.slots);
        Attempt { flow, slots, redirect_uri: self.redirect_uri.as_ref() }
    }

    /// Builds the request of a `post`, and mints what is to be random in it. The attempt stays where
    /// it is: the answer takes the step.
    ///
    /// # Errors
    ///
    /// A value of the app is missing or malformed.
    pub fn request(&mut self, transition: usize) -> Result<Request<Bytes>, Error> {
        self.step(transition)?;
        let flow = self.flow.clone();
        let Some(step) = flow.transitions.get(transition) else {
            return Err(Error::new(Reason::WrongStep, "there is no such step"));
        };
        let ActionDef::Post(post) = &step.action else {
            return Err(wrong_step(step, "a post"));
        };
        let built = self.mint(step).and_then(|()| self.build(post, None));
        built.map_err(|error| {
            self.undo();
            error.at(&flow.name, &step.name)
        })
    }

    /// Accepts the answer to the request of a `post`.
    ///
    /// # Errors
    ///
    /// The server refused, could not answer, or answered something else than the protocol says. A
    /// refresh token in an answer of which something else can't be used is
    /// [`kept`](Failed::kept). The attempt is given back; where a one-time value went out with the
    /// request, no step is left to it.
    pub fn accept(
        self,
        transition: usize,
        response: &Response<Bytes>,
        now: SystemTime,
    ) -> Result<Self, Failed<Self>> {
        let mut kept = None;
        let taken = self.take(transition, |machine, step| {
            let ActionDef::Post(post) = &step.action else {
                return Err(wrong_step(step, "a post"));
            };
            let read = machine.read(post, response, now);
            kept = read.as_ref().err().and_then(|error| machine.kept(post, response, error, now));
            read
        });
        taken.map_err(|failed| failed.map(|machine| machine.after(transition)).keeping(kept))
    }

    /// Comes to a state with a token that did not come by the step that leads there.
    pub(super) fn arrive(&mut self, state: usize, token: Token) {
        self.got(token);
        self.before.clear();
        self.enter(state);
    }

    /// Takes a transition: mints, acts, enters the next state, wipes what nobody needs there.
    fn take(
        mut self,
        transition: usize,
        act: impl FnOnce(&mut Self, &TransitionDef) -> Result<(), Error>,
    ) -> Result<Self, Failed<Self>> {
        let flow = self.flow.clone();
        let step = match self.step(transition) {
            Ok(_) => flow.transitions.get(transition),
            Err(error) => return Err(Failed::new(error, self)),
        };
        let Some(step) = step else { return Ok(self) };
        // What goes into a request was minted when it was built.
        let minted = match step.action {
            ActionDef::Redirect { .. } | ActionDef::Callback { .. } => self.mint(step),
            ActionDef::Post(_) => Ok(()),
        };
        match minted.and_then(|()| act(&mut self, step)) {
            Ok(()) => {
                tracing::debug!(flow = %flow.name, step = %step.name, "step taken");
                self.before.clear();
                self.enter(step.to);
                Ok(self)
            }
            Err(error) => {
                tracing::debug!(flow = %flow.name, step = %step.name, reason = %error.reason(), "step failed");
                self.undo();
                Err(Failed::new(error.at(&flow.name, &step.name), self))
            }
        }
    }

    fn mint(&mut self, step: &TransitionDef) -> Result<(), Error> {
        self.undo();
        random::mint(step.mint.len(), |nth, value| {
            if let Some(slot) = step.mint.get(nth) {
                self.before.push((*slot, self.slots.take(*slot)));
                self.slots.set(*slot, value, &self.flow);
            }
        })
    }

    /// A step that is not taken leaves what was there: the answer to an earlier one may still come.
    pub(crate) fn undo(&mut self) {
        for (slot, value) in self.before.drain(..) {
            self.slots.put(slot, value);
        }
    }

    fn enter(&mut self, state: usize) {
        self.state = state;
        let flow = self.flow.clone();
        let Some(state) = flow.states.get(state) else { return self.slots.keep(&[], &[], &flow) };
        if state.is_final {
            self.token.kept = self.slots.kept(&flow).over(&self.token.kept);
            let granted = flow.granted.and_then(|slot| self.slots.expose(slot));
            if let Some(granted) = granted.filter(|_| self.token.scopes.is_none()) {
                self.token.grant(answer::split(granted, &flow.provider.scope_separator));
            }
        }
        self.slots.keep(&state.keeps, &state.perhaps, &flow);
    }

    /// The transition of this index, which must leave the state that the attempt is in.
    pub(crate) fn step(&self, transition: usize) -> Result<&TransitionDef, Error> {
        self.unspent()?;
        let step = self.flow.transitions.get(transition);
        step.filter(|step| step.from == self.state).ok_or_else(|| {
            let state = self.state().map_or("", |state| state.name.as_ref());
            let message = format!("there is no such step from the state `{state}`");
            Error::new(Reason::WrongStep, message)
        })
    }

    fn endpoint(&self, endpoint: usize) -> Result<Value<'_>, Error> {
        let endpoint = self.flow.endpoints.get(endpoint);
        let url = endpoint.map(|endpoint| endpoint.url.as_ref()).unwrap_or_default();
        Ok(template::render(url, &self.slots, &self.flow)?.text)
    }

    /// Providers differ in the redirect URIs that they take; a login that begins with a wrong one
    /// ends on an error page, and the app waits for ever.
    fn check_redirect_uri(&self) -> Result<(), Error> {
        let Some(uri) = &self.redirect_uri else { return Ok(()) };
        let provider = &self.flow.provider;
        if provider.redirect.is_empty() || provider.redirect.contains(&uri.kind()) {
            return Ok(());
        }
        let message = format!("{} takes no redirect URI like `{uri}`", provider.title);
        Err(Error::new(Reason::RedirectUriNotAllowed, message)
            .with_advice(uri.kind().instead(&provider.redirect)))
    }

    /// Builds a request of the back channel.
    pub(super) fn build(
        &self,
        post: &PostDef,
        refresh_token: Option<&Secret>,
    ) -> Result<Request<Bytes>, Error> {
        let mut form = Form::with_capacity(post.form.len() + 2);
        template::append_with(&mut form, &post.form, &self.slots, &self.flow, refresh_token)?;
        let client_id = self.slots.named(&self.flow, "client_id")?;
        let secret = self.slots.brought(&self.flow, "client_secret")?;
        let authentication = self.flow.authentication;
        let header = client_authentication::add(authentication, client_id, secret, &mut form)?;
        let uri = self.uri(post.endpoint)?;
        if self.flow.provider.json {
            return Ok(request(uri, (wiped(form.json()), JSON), header));
        }
        Ok(request(uri, (wiped(form.body()), FORM), header))
    }

    /// The address of an endpoint. One that is written into the program is not copied.
    fn uri(&self, endpoint: usize) -> Result<Uri, Error> {
        let written = self.flow.endpoints.get(endpoint).map(|endpoint| endpoint.url.as_ref());
        let uri = match written {
            Some([Part::Literal(Cow::Borrowed(url))]) => {
                Uri::from_maybe_shared(Bytes::from_static(url.as_bytes()))
            }
            _ => {
                Uri::from_maybe_shared(Bytes::copy_from_slice(self.endpoint(endpoint)?.as_bytes()))
            }
        };
        uri.map_err(|_| {
            let message = "the endpoint's URL can't be called: check the variables in it";
            Error::new(Reason::ValueInvalid, message)
        })
    }

    /// Reads the answer to a `post`: its token, and what is kept of it.
    fn read(
        &mut self,
        post: &PostDef,
        response: &Response<Bytes>,
        now: SystemTime,
    ) -> Result<(), Error> {
        let flow = self.flow.clone();
        let provider = &flow.provider;
        let of_token = |name: &str| answer::has(provider, name);
        let wanted = |name: &str| post.token && of_token(name);
        let unsaid = |words: &str| self.slots.unsaid(words, &flow);
        let mut members = response::read(response, &wanted, provider, &unsaid, now)
            .map_err(|error| client_authentication::advised(error, flow.authentication))?;
        for bind in post.bind.iter() {
            if let Some(value) = taken(bind, response.body())? {
                self.slots.set(bind.slot, value, &self.flow);
            }
        }
        if post.token {
            if let Some(name) = &post.token_in {
                members = Members::from_json_in(response.body(), name, &of_token)?;
            }
            let within = post.token_in.as_deref();
            members = answer::placed(members, response.body(), within, provider)?;
            let answer = TokenAnswer::read(&mut members, provider, now)?;
            let token = answer.into_token(&self.flow, now);
            self.got(token);
        }
        Ok(())
    }
}

/// What an answer brought for a slot; a token may be bound as well as read.
fn taken(bind: &BindingDef, body: &[u8]) -> Result<Option<String>, Error> {
    let value = place::at(body, None, &bind.parameter)?.map(|value| value.to_string());
    match value.filter(|value| !(bind.optional && value.is_empty())) {
        None if !bind.optional => {
            let message = format!("the answer has no `{}`", bind.parameter);
            Err(Error::new(Reason::MemberMissing, message))
        }
        value => Ok(value),
    }
}

fn wrong_step(step: &TransitionDef, what: &str) -> Error {
    Error::new(Reason::WrongStep, format!("`{}` is no {what}", step.name))
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("flow", &self.flow.name)
            .field("state", &self.state().map(|state| &state.name))
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
