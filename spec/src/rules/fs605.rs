//! FS605: the `state` is compared on every path to a token

use std::collections::HashSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Callback, Part, SlotId, Template, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS605",
    severity: Severity::Error,
    summary: "the `state` is compared on every path to a token",
    why: "RFC 6749 section 10.12, RFC 9700 section 4.7: a state that nobody compares protects nobody.",
    example: Example::of(example::PKCE_GRANT, r#"expect = { state = "{state}" }, bind"#, "bind"),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    let sent = all.iter().filter(|sent| sent.asks).filter_map(|sent| sent.value("state"));
    let sent: Vec<&Template> = sent.filter(|state| state.as_literal().is_none()).collect();
    let slots: HashSet<SlotId> = sent.iter().filter_map(|state| whole(state)).collect();
    if mixed(all, report) {
        return;
    }
    if sent.is_empty() {
        // None is sent, or one that everybody knows: rules of their own.
        return;
    }
    let mut all_compare = true;
    for (index, transition) in subject.flow.transitions.iter().enumerate() {
        let Action::Callback(callback) = &transition.action else { continue };
        if compares(callback, &slots) {
            continue;
        }
        all_compare = false;
        let message = format!("`{}` does not compare the `state` that was sent", transition.name);
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .label("anybody's callback would be taken for the answer")
                .help("add `expect = { state = \"{state}\" }` to its `callback`"),
        );
    }
    if all_compare {
        never_comes(subject, &slots, report);
    }
}

/// What comes back is compared letter by letter: text beside the random value makes it another.
fn mixed(all: &[Sent], report: &mut Report) -> bool {
    let mut mixed = false;
    for sent in all.iter().filter(|sent| sent.asks) {
        let Some(state) = sent.value("state") else { continue };
        if state.0.len() < 2 || state.slots().next().is_none() {
            continue;
        }
        mixed = true;
        let message = "the `state` that comes back is not the one that is compared";
        report.push(
            Problem::error(RULE.id, sent.place_of("state"), message)
                .label("other text stands beside the random value")
                .help("write `state = \"{state}\"`"),
        );
    }
    mixed
}

/// The slot that a `state` is, and nothing beside it.
fn whole(state: &Template) -> Option<SlotId> {
    match state.0.as_slice() {
        [Part::Slot { slot, filter: None, .. }] => Some(*slot),
        _ => None,
    }
}

fn compares(callback: &Callback, sent: &HashSet<SlotId>) -> bool {
    callback.expect.iter().any(|e| e.parameter == "state" && sent.contains(&e.slot))
}

/// A token is asked for while a question is open.
fn never_comes(subject: &Subject, sent: &HashSet<SlotId>, report: &mut Report) {
    let flow = &subject.flow;
    let step = |_: usize, step: &Transition, open: bool| match &step.action {
        Action::Callback(callback) => open && !compares(callback, sent),
        Action::Redirect(_) | Action::Post(_) => open || step.asks,
    };
    let paths = graph::explore(flow, false, step);
    for (index, transition) in flow.transitions.iter().enumerate() {
        if !matches!(&transition.action, Action::Post(post) if post.token) {
            continue;
        }
        let path = paths.to(transition.from, true);
        let Some(path) = path else { continue };
        let message =
            format!("`{}` asks for a token before the `state` is compared", transition.name);
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .label(format!(
                    "sent, and not compared, on the path {}",
                    graph::describe(flow, &path)
                ))
                .help("let a `callback` with `expect = { state = \"{state}\" }` come first"),
        );
    }
}
