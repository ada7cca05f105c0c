//! The requests of a flow, side by side: what rules ask of parameters.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::flow::{
    Action, Binding, Flow, Generator, Parameter, Part, Slot, SlotId, Source, Template, Transition,
};
use crate::graph;
use crate::resolve::Subject;
use crate::source::Place;

/// A request as a rule sees it: all that is sent, wherever it stands.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// The transition's name; `renew` for the renewal.
    pub(crate) name: String,
    /// The index of its transition; `None` for the renewal.
    pub(crate) transition: Option<usize>,
    /// The index of the endpoint that it goes to.
    pub(crate) endpoint: usize,
    /// Whether it goes through the browser.
    pub(crate) front: bool,
    /// Whether it is the authorization request: what a redirect sends, or the form that was pushed
    /// for it (RFC 9126 section 2).
    pub(crate) asks: bool,
    /// Whether it is the renewal.
    pub(crate) renewal: bool,
    /// Whether a token answer is expected.
    pub(crate) token: bool,
    /// Its query or form, and behind it the endpoint's own query, decoded.
    pub(crate) parameters: Vec<Parameter>,
    /// How many of the parameters do not stand in the URL of the endpoint.
    own: usize,
    /// Where it is written.
    pub(crate) whole: Place,
    places: Vec<Place>,
}

impl Sent {
    /// The position of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&Template> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|it| &it.value)
    }

    /// The value of a parameter that is always the same.
    pub(crate) fn literal(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_literal()
    }

    /// Where the nth parameter is written.
    pub(crate) fn place(&self, nth: usize) -> &Place {
        self.places.get(nth).unwrap_or(&self.whole)
    }

    /// The slots that it reads.
    pub(crate) fn slots(&self) -> impl Iterator<Item = SlotId> {
        self.parameters.iter().flat_map(|parameter| parameter.value.slots())
    }

    /// The place of a parameter by its name; the whole request's where it is missing.
    pub(crate) fn place_of(&self, name: &str) -> &Place {
        self.parameter(name).map_or(&self.whole, |nth| self.place(nth))
    }

    /// The word for its parameters in a spec file.
    pub(crate) fn part(&self) -> &'static str {
        if self.front { "query" } else { "form" }
    }

    /// Whether the nth parameter stands in the URL of the endpoint, in the file.
    pub(crate) fn in_url(&self, nth: usize) -> bool {
        nth >= self.own
    }

    /// The parameters that the file does not write into the URL of the endpoint.
    pub(crate) fn beside_url(&self) -> impl Iterator<Item = (usize, &Parameter)> {
        self.parameters.iter().enumerate().take(self.own)
    }

    /// The parameter by which it spends what a callback gave, whatever the two are called.
    pub(crate) fn spends_a_code(&self, flow: &Flow) -> Option<usize> {
        self.parameters.iter().position(|it| it.value.slots().any(|id| is_code(flow, id)))
    }
}

/// Whether a value is an authorization code: a secret that a callback gave, whatever its name.
pub(crate) fn is_code(flow: &Flow, id: SlotId) -> bool {
    let front = |slot: &Slot| slot.source == Source::FrontChannel && slot.class.is_secret();
    flow.slot(id).is_some_and(front)
}

/// Whether a value is the secret of a PKCE challenge, whatever its name.
pub(crate) fn is_verifier(flow: &Flow, id: SlotId) -> bool {
    let minted = |step: &Transition| {
        let mut mint = step.mint.iter();
        mint.any(|(slot, how)| *slot == id && *how == Generator::PkceVerifier)
    };
    let named = |slot: &Slot| slot.name == "code_verifier";
    flow.slot(id).is_some_and(named) || flow.transitions.iter().any(minted)
}

/// The slot that a template is on every run, and nothing beside it.
pub(crate) fn whole(template: &Template) -> Option<SlotId> {
    match template.0.as_slice() {
        [Part::Slot { slot, filter: None, optional: false }] => Some(*slot),
        _ => None,
    }
}

/// Every request of a flow: redirects, posts, and the grant's renewal.
pub(crate) fn requests(subject: &Subject) -> &[Sent] {
    subject.requests.get_or_init(|| table(subject))
}

fn table(subject: &Subject) -> Vec<Sent> {
    let places = &subject.places;
    let mut all = Vec::new();
    for (index, transition) in subject.flow.transitions.iter().enumerate() {
        let (front, token, endpoint, parameters) = match &transition.action {
            Action::Redirect(it) => (true, false, it.endpoint, it.query.as_slice()),
            Action::Post(post) => (false, post.token, post.endpoint, post.form.as_slice()),
            Action::Callback(_) => continue,
        };
        let written = places.parameters.get(index).map_or(&[][..], Vec::as_slice);
        let sent = Sent {
            name: transition.name.clone(),
            transition: Some(index),
            endpoint,
            front,
            asks: transition.asks,
            renewal: false,
            token,
            parameters: parameters.to_vec(),
            own: parameters.len(),
            whole: places.transition(index).clone(),
            places: written.iter().take(parameters.len()).cloned().collect(),
        };
        all.push(with_url(subject, sent));
    }
    if let Some(post) = &subject.renew {
        let sent = Sent {
            name: "renew".to_owned(),
            transition: None,
            endpoint: post.endpoint,
            front: false,
            asks: false,
            renewal: true,
            token: post.token,
            parameters: post.form.clone(),
            own: post.form.len(),
            whole: places.renew.as_ref().unwrap_or(&places.grant).clone(),
            places: places.renew_parameters.iter().take(post.form.len()).cloned().collect(),
        };
        all.push(with_url(subject, sent));
    }
    all
}

/// What the URL of the endpoint says is sent, too.
fn with_url(subject: &Subject, mut sent: Sent) -> Sent {
    let Some(endpoint) = subject.flow.endpoints.get(sent.endpoint) else { return sent };
    let place = subject.places.endpoints.get(sent.endpoint).unwrap_or(&sent.whole).clone();
    for parameter in query(&endpoint.url) {
        sent.parameters.push(parameter);
        sent.places.push(place.clone());
    }
    sent
}

/// The query of a URL, decoded.
pub(crate) fn query(url: &Template) -> Vec<Parameter> {
    let mut found: Vec<(Template, Template)> = Vec::new();
    let (mut within, mut named) = (false, false);
    for part in &url.0 {
        let Part::Literal(text) = part else {
            if let Some((name, value)) = found.last_mut().filter(|_| within) {
                if named { value.0.push(part.clone()) } else { name.0.push(part.clone()) }
            }
            continue;
        };
        let text = match text.split_once('?').filter(|_| !within) {
            Some((_, text)) => {
                (within, named) = (true, false);
                found.push(Default::default());
                text
            }
            None if within => text.as_str(),
            None => continue,
        };
        for (nth, pair) in text.split('&').enumerate() {
            if nth > 0 {
                named = false;
                found.push(Default::default());
            }
            let Some((name, value)) = found.last_mut() else { continue };
            let (before, after) = match pair.split_once('=').filter(|_| !named) {
                Some((before, after)) => (before, Some(after)),
                None if named => ("", Some(pair)),
                None => (pair, None),
            };
            name.0.extend(literal(before));
            value.0.extend(after.and_then(literal));
            named |= after.is_some();
        }
    }
    let named = |(name, value): (Template, Template)| {
        let name = name.as_literal().unwrap_or_default().to_owned();
        (!name.is_empty()).then_some(Parameter { name, value })
    };
    found.into_iter().filter_map(named).collect()
}

fn literal(text: &str) -> Option<Part> {
    (!text.is_empty()).then(|| Part::Literal(decoded(text)))
}

/// A piece of a query as a server reads it.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let ahead: Vec<u8> = rest.clone().take(2).collect();
        let escaped = std::str::from_utf8(&ahead).ok().filter(|it| it.len() == 2);
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) if byte == b'%' => {
                bytes.push(escaped);
                rest.nth(1);
            }
            _ => bytes.push(if byte == b'+' { b' ' } else { byte }),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Says of each step whether it is the authorization request.
pub(crate) fn find_questions(steps: &mut [Transition]) {
    let gives = |step: &Transition| {
        match &step.action {
            Action::Post(post) => post.bind.iter().find(|it| it.parameter == "request_uri"),
            Action::Redirect(_) | Action::Callback(_) => None,
        }
        .map(|bind| bind.slot)
    };
    let given: HashSet<SlotId> = steps.iter().filter_map(gives).collect();
    let named = |step: &Transition| match &step.action {
        Action::Redirect(redirect) => request_uri(&redirect.query),
        Action::Callback(_) | Action::Post(_) => None,
    };
    let pushed: HashSet<SlotId> =
        steps.iter().filter_map(named).filter(|slot| given.contains(slot)).collect();
    for step in steps {
        step.asks = match &step.action {
            Action::Redirect(_) => named(step).is_none_or(|slot| !pushed.contains(&slot)),
            Action::Callback(_) => false,
            Action::Post(post) => post.bind.iter().any(|bind| pushed.contains(&bind.slot)),
        };
    }
}

/// The slot in a query's `request_uri`.
fn request_uri(query: &[Parameter]) -> Option<SlotId> {
    let uri = query.iter().find(|parameter| parameter.name == "request_uri")?;
    let [Part::Slot { slot, .. }] = uri.value.0.as_slice() else { return None };
    Some(*slot)
}

/// The slot that stands for what was pushed before, if the query names one (RFC 9126 section 4).
pub(crate) fn pushed(flow: &Flow, query: &[Parameter]) -> Option<SlotId> {
    let slot = request_uri(query)?;
    let gives = |bind: &Binding| bind.slot == slot && bind.parameter == "request_uri";
    let pushes =
        |action: &Action| matches!(action, Action::Post(post) if post.bind.iter().any(gives));
    flow.transitions.iter().any(|step| pushes(&step.action)).then_some(slot)
}

/// The requests that follow an authorization request, before the next one.
pub(crate) fn after<'a>(subject: &Subject, ask: &Sent, all: &'a [Sent]) -> Vec<&'a Sent> {
    let flow = &subject.flow;
    let Some(step) = ask.transition.and_then(|index| flow.transitions.get(index)) else {
        return Vec::new();
    };
    let states = graph::reached(flow, step.to, |step| !step.asks);
    let steps = states.iter().flat_map(|state| flow.leaving(*state));
    let mut steps: Vec<usize> = steps.filter(|(_, it)| !it.asks).map(|(index, _)| index).collect();
    steps.sort_unstable();
    // Requests stand in the order of their steps, the renewal last.
    let sent = |step: &usize| {
        let order = |sent: &Sent| sent.transition.map_or(Ordering::Greater, |it| it.cmp(step));
        all.get(all.binary_search_by(order).ok()?)
    };
    steps.iter().filter_map(sent).collect()
}
