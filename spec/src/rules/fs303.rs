//! FS303: every step can be taken

use std::collections::HashSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Binding, Parameter, Part, SlotId, Transition};
use crate::graph::{self, Paths};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS303",
    severity: Severity::Error,
    summary: "every step can be taken",
    why: "A callback answers what the user's browser was sent to: where nobody was sent, none ever comes, and one that came is not read twice.",
    example: Example::of(
        example::SERVICE_GRANT,
        r#"[transitions.request]
from = "ready""#,
        r#"[states.answered]

[transitions.receive]
from = "ready"
to   = "answered"
callback = { in = "query" }

[transitions.request]
from = "answered""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let step = |_: usize, step: &Transition, asked: bool| match step.action {
        Action::Redirect(_) => true,
        Action::Callback(_) => false,
        Action::Post(_) => asked,
    };
    let paths = graph::explore(flow, false, step);
    let sent = said(subject);
    for (index, transition) in flow.transitions.iter().enumerate() {
        refused(subject, index, transition, report);
        let Action::Callback(callback) = &transition.action else { continue };
        // A state that nobody reaches is a mistake of its own.
        let reached = [true, false].map(|asked| paths.reaches(transition.from, asked));
        if reached == [false, false] || !comes(subject, &paths, index, transition, report) {
            continue;
        }
        for (nth, expected) in callback.expect.iter().enumerate() {
            if expected.parameter != "state" && !sent.contains(&said_as(expected)) {
                never_equal(subject.places.parameter(index, nth), &expected.parameter, report);
            }
        }
    }
}

/// An answer with an `error` in it is a refusal: nothing is read from it, and no step is taken.
fn refused(subject: &Subject, index: usize, transition: &Transition, report: &mut Report) {
    let binds = match &transition.action {
        Action::Redirect(_) => return,
        Action::Callback(callback) => &callback.bind,
        Action::Post(post) => &post.bind,
    };
    for bind in binds.iter().filter(|bind| bind.parameter == "error") {
        let place = subject.places.slots.get(bind.slot.0);
        let message = format!("`{}` waits for an answer that is a refusal", transition.name);
        report.push(
            Problem::error(RULE.id, place.unwrap_or(subject.places.transition(index)), message)
                .label("an answer that holds an `error` takes no step")
                .help("leave the line out: the program gets the error, with what it means"),
        );
    }
}

/// A callback answers one question: what came back is read once.
fn comes(
    subject: &Subject,
    paths: &Paths<bool>,
    index: usize,
    transition: &Transition,
    report: &mut Report,
) -> bool {
    let place = subject.places.transition(index);
    if !paths.reaches(transition.from, true) {
        let message = format!("`{}` can never be taken", transition.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .label("the user's browser was sent nowhere before: nothing comes back")
                .help("let a `redirect` lead to the state that it leaves"),
        );
        return false;
    }
    if let Some(path) = paths.to(transition.from, false) {
        let path = graph::describe(&subject.flow, &path);
        let message = format!("`{}` may be reached where no answer is awaited", transition.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .label(format!("nothing comes back on the path {path}"))
                .help("let a `redirect` come before it on every path, and after each callback"),
        );
    }
    true
}

/// What the authorization requests send: the names, and the slots that are behind them.
fn said(subject: &Subject) -> HashSet<(String, SlotId)> {
    let all = requests(subject);
    let parameters = all.iter().filter(|sent| sent.asks).flat_map(|sent| &sent.parameters);
    let whole = |it: &Parameter| match it.value.0.as_slice() {
        [Part::Slot { slot, filter: None, .. }] => Some((it.name.clone(), *slot)),
        _ => None,
    };
    parameters.filter_map(whole).collect()
}

fn said_as(expected: &Binding) -> (String, SlotId) {
    (expected.parameter.clone(), expected.slot)
}

/// A server says again what it was asked with, and nothing else. (That it is asked with a `state` is
/// a rule of its own.)
fn never_equal(place: &Place, name: &str, report: &mut Report) {
    let message = format!("no answer has this `{name}`: the request does not send it");
    report.push(
        Problem::error(RULE.id, place, message)
            .help(format!("send `{name}` in the authorization request, or leave it out here")),
    );
}
