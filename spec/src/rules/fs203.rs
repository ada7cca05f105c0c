//! FS203: a value is not made anew while its answer is awaited

use std::collections::BTreeSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, SlotId, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS203",
    severity: Severity::Error,
    summary: "a value is not made anew while its answer is awaited",
    why: "RFC 6749 section 10.12, RFC 7636 section 4.6: what comes back belongs to the value that was sent; compared with a new one, every login fails.",
    example: Example::of(
        example::PKCE_GRANT,
        "[transitions.receive]\n",
        r#"[transitions.receive]
mint = { state = "random" }
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    pushed_while_awaited(subject, report);
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        for (id, _) in &transition.mint {
            // Sent anew, it is a new question: the first one's answer is awaited no more.
            if asks_with(transition, *id) {
                continue;
            }
            let path = graph::search(
                flow,
                false,
                |_, step, awaited| {
                    asks_with(step, *id)
                        || (awaited && !step.action.reads().any(|read| read == *id))
                },
                |at, awaited| at == transition.from && awaited,
            );
            let Some(path) = path else { continue };
            let name = flow.slot(*id).map_or("", |slot| slot.name.as_str());
            let message = format!("`{name}` is made anew while the answer to the first is awaited");
            report.push(
                Problem::error(RULE.id, subject.places.transition(index), message)
                    .label(format!("sent before on the path {}", graph::describe(flow, &path)))
                    .help(format!("take `{name}` out of `mint`")),
            );
        }
    }
}

/// Where a question stands that is pushed before the user is asked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Question {
    /// The user was not asked, or has answered.
    Open,
    /// The answer is awaited.
    Asked,
    /// Another one has been pushed since, and the user was not sent to it.
    Replaced,
}

/// A new question that is pushed is none yet: until the user's browser is sent to it, what comes back
/// answers the old one.
fn pushed_while_awaited(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let step = |_: usize, step: &Transition, question| match (&step.action, question) {
        (Action::Redirect(_), _) => Question::Asked,
        (Action::Callback(_), _) => Question::Open,
        (Action::Post(_), Question::Asked) if pushes(step) => Question::Replaced,
        (Action::Post(_), question) => question,
    };
    let paths = graph::explore(flow, Question::Open, step);
    let callbacks = flow.transitions.iter().filter(|it| matches!(it.action, Action::Callback(_)));
    let mut told = BTreeSet::new();
    for path in callbacks.filter_map(|it| paths.to(it.from, Question::Replaced)) {
        let is_push = |index: &&usize| flow.transitions.get(**index).is_some_and(pushes);
        let Some(index) = path.iter().rev().find(is_push).filter(|it| told.insert(**it)) else {
            continue;
        };
        let message = "another request is pushed while the answer to the first is awaited";
        let label = format!("what comes back answers the first, on {}", graph::describe(flow, &path));
        report.push(
            Problem::error(RULE.id, subject.places.transition(*index), message)
                .label(label)
                .help("let it lead to a `redirect` with the new `request_uri`"),
        );
    }
}

/// Whether a step pushes a question with values of its own.
fn pushes(step: &Transition) -> bool {
    step.asks && !step.mint.is_empty() && matches!(step.action, Action::Post(_))
}

/// Whether a step asks the user with this value, or with its hash.
fn asks_with(transition: &Transition, id: SlotId) -> bool {
    transition.asks && transition.action.reads().any(|read| read == id)
}
