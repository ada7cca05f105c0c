//! The requests of a flow, side by side: what rules ask of parameters.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::flow::{Action, Binding, Flow, Parameter, Part, SlotId, Template, Transition};
use crate::graph;
use crate::resolve::Subject;
use crate::source::Place;

/// A request as a rule sees it.
pub(crate) struct Sent<'a> {
    /// The transition's name; `renew` for the renewal.
    pub(crate) name: &'a str,
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
    /// Its query or form.
    pub(crate) parameters: &'a [Parameter],
    /// Where it is written.
    pub(crate) whole: &'a Place,
    places: &'a [Place],
}

impl<'a> Sent<'a> {
    /// The position of a parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    /// The value of a parameter.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Template> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|it| &it.value)
    }

    /// The value of a parameter that is always the same.
    pub(crate) fn literal(&self, name: &str) -> Option<&'a str> {
        self.value(name)?.as_literal()
    }

    /// Where the nth parameter is written.
    pub(crate) fn place(&self, nth: usize) -> &'a Place {
        self.places.get(nth).unwrap_or(self.whole)
    }

    /// The slots that it reads.
    pub(crate) fn slots(&self) -> impl Iterator<Item = SlotId> {
        self.parameters.iter().flat_map(|parameter| parameter.value.slots())
    }

    /// The place of a parameter by its name; the whole request's where it is missing.
    pub(crate) fn place_of(&self, name: &str) -> &'a Place {
        self.parameter(name).map_or(self.whole, |nth| self.place(nth))
    }

    /// The word for its parameters in a spec file.
    pub(crate) fn part(&self) -> &'static str {
        if self.front { "query" } else { "form" }
    }
}

/// Every request of a flow: redirects, posts, and the grant's renewal.
pub(crate) fn requests(subject: &Subject) -> Vec<Sent<'_>> {
    let places = &subject.places;
    let mut all = Vec::new();
    for (index, transition) in subject.flow.transitions.iter().enumerate() {
        let (front, token, endpoint, parameters) = match &transition.action {
            Action::Redirect(it) => (true, false, it.endpoint, it.query.as_slice()),
            Action::Post(post) => (false, post.token, post.endpoint, post.form.as_slice()),
            Action::Callback(_) => continue,
        };
        all.push(Sent {
            name: &transition.name,
            transition: Some(index),
            endpoint,
            front,
            asks: transition.asks,
            renewal: false,
            token,
            parameters,
            whole: places.transition(index),
            places: places.parameters.get(index).map_or(&[], Vec::as_slice),
        });
    }
    if let Some(post) = &subject.renew {
        all.push(Sent {
            name: "renew",
            transition: None,
            endpoint: post.endpoint,
            front: false,
            asks: false,
            renewal: true,
            token: post.token,
            parameters: &post.form,
            whole: places.renew.as_ref().unwrap_or(&places.grant),
            places: &places.renew_parameters,
        });
    }
    all
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
pub(crate) fn after<'a, 'b>(
    subject: &Subject,
    ask: &Sent<'_>,
    all: &'b [Sent<'a>],
) -> Vec<&'b Sent<'a>> {
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
        let order = |sent: &Sent<'_>| sent.transition.map_or(Ordering::Greater, |it| it.cmp(step));
        all.get(all.binary_search_by(order).ok()?)
    };
    steps.iter().filter_map(sent).collect()
}

/// The redirect URIs that a spec writes out, each with its place.
pub(crate) fn redirect_uris(subject: &Subject) -> Vec<(&str, &Place)> {
    let all = requests(subject);
    let asks = all.into_iter().filter(|sent| sent.asks);
    asks.filter_map(|sent| Some((sent.literal("redirect_uri")?, sent.place_of("redirect_uri"))))
        .collect()
}
