//! FS303: every step can be taken

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Binding, Part, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
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
    for (index, transition) in flow.transitions.iter().enumerate() {
        refused(subject, index, transition, report);
        let Action::Callback(callback) = &transition.action else { continue };
        // A state that nobody reaches is a mistake of its own.
        if graph::path_to(flow, transition.from).is_none() {
            continue;
        }
        if !comes(subject, index, transition, report) {
            continue;
        }
        for (nth, expected) in callback.expect.iter().enumerate() {
            never_equal(subject, subject.places.parameter(index, nth), expected, report);
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
fn comes(subject: &Subject, index: usize, transition: &Transition, report: &mut Report) -> bool {
    let flow = &subject.flow;
    let reached = |asked: bool| {
        let step = |_: usize, step: &Transition, asked: bool| match step.action {
            Action::Redirect(_) => true,
            Action::Callback(_) => false,
            Action::Post(_) => asked,
        };
        graph::search(flow, false, step, |at, it| at == transition.from && it == asked)
    };
    let place = subject.places.transition(index);
    if reached(true).is_none() {
        let message = format!("`{}` can never be taken", transition.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .label("the user's browser was sent nowhere before: nothing comes back")
                .help("let a `redirect` lead to the state that it leaves"),
        );
        return false;
    }
    if let Some(path) = reached(false) {
        let message = format!("`{}` may be reached where no answer is awaited", transition.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .label(format!("nothing comes back on the path {}", graph::describe(flow, &path)))
                .help("let a `redirect` come before it on every path, and after each callback"),
        );
    }
    true
}

/// A server says again what it was asked with, and nothing else. (That it is asked with a `state` is
/// a rule of its own.)
fn never_equal(subject: &Subject, place: &Place, expected: &Binding, report: &mut Report) {
    let said = |sent: &Sent<'_>| {
        let value = sent.value(&expected.parameter).map(|value| value.0.as_slice());
        matches!(value, Some([Part::Slot { slot, filter: None, .. }]) if *slot == expected.slot)
    };
    let name = &expected.parameter;
    if name == "state" || requests(subject).iter().any(|sent| sent.asks && said(sent)) {
        return;
    }
    let message = format!("no answer has this `{name}`: the request does not send it");
    report.push(
        Problem::error(RULE.id, place, message)
            .help(format!("send `{name}` in the authorization request, or leave it out here")),
    );
}
