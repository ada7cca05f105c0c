//! FS605: the `state` is compared on every path to a token

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Callback, Part, Template};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::{asks, requests};
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
    if sent.is_empty() {
        // None is sent, or one that everybody knows: rules of their own.
        return;
    }
    let mut all_compare = true;
    for (index, transition) in subject.flow.transitions.iter().enumerate() {
        let Action::Callback(callback) = &transition.action else { continue };
        if compares(callback, &sent) {
            continue;
        }
        all_compare = false;
        let message = format!("`{}` does not compare the `state` that was sent", transition.name);
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .label("anybody's callback would be taken for the answer")
                .help("add `expect = { state = \"{state}\" }`"),
        );
    }
    if all_compare {
        never_comes(subject, &sent, report);
    }
}

/// Whether the `state` is compared on every path to a token with one that was sent.
fn compares(callback: &Callback, sent: &[&Template]) -> bool {
    let was_sent = |id| {
        let mut states = sent.iter().map(|state| state.0.as_slice());
        states.any(|state| matches!(state, [Part::Slot { slot, filter: None, .. }] if *slot == id))
    };
    callback.expect.iter().any(|e| e.parameter == "state" && was_sent(e.slot))
}

/// Every path from the authorization request to a token passes a callback that compares.
fn never_comes(subject: &Subject, sent: &[&Template], report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        if !matches!(&transition.action, Action::Post(post) if post.token) {
            continue;
        }
        let path = graph::search(
            flow,
            false,
            |_, step, open| match &step.action {
                Action::Callback(callback) => open && !compares(callback, sent),
                Action::Redirect(_) | Action::Post(_) => open || asks(flow, &step.action),
            },
            |at, open| at == transition.from && open,
        );
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
