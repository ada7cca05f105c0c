//! The requests of a flow, side by side: what rules ask of parameters.

use crate::flow::{Action, Parameter, Template};
use crate::resolve::Subject;
use crate::source::Place;

/// A request as a rule sees it.
pub(crate) struct Sent<'a> {
    /// The transition's name; `renew` for the renewal.
    pub(crate) name: &'a str,
    /// Whether it goes through the browser.
    pub(crate) front: bool,
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
        let (front, token, parameters) = match &transition.action {
            Action::Redirect(redirect) => (true, false, redirect.query.as_slice()),
            Action::Post(post) => (false, post.token, post.form.as_slice()),
            Action::Callback(_) => continue,
        };
        all.push(Sent {
            name: &transition.name,
            front,
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
            front: false,
            renewal: true,
            token: post.token,
            parameters: &post.form,
            whole: places.renew.as_ref().unwrap_or(&places.grant),
            places: &places.renew_parameters,
        });
    }
    all
}
