//! FS204: a one-time value is sent once

use std::collections::HashSet;

use super::Rule;
use super::example::{self, Example};
use super::fs307::repeated;
use crate::dataflow::sends;
use crate::flow::{Action, Class, Flow, SlotId, Source, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::requests::{is_verifier, pushed, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS204",
    severity: Severity::Error,
    summary: "a one-time value is sent once",
    why: "RFC 6749 section 4.1.2: a code used twice is refused, and may end every token issued for it.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
ticket = "{code}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    urls(subject, report);
    for (index, id) in once(flow) {
        // A step that sends it again when it is repeated has a rule of its own.
        if repeated(flow, id).is_some() {
            continue;
        }
        let name = flow.slots.get(index).map_or("", |slot| slot.name.as_str());
        // A verifier that goes through the browser has a rule of its own.
        let in_url = |by: usize| {
            let redirect = |step: &Transition| matches!(step.action, Action::Redirect(_));
            is_verifier(flow, id) && flow.transitions.get(by).is_some_and(redirect)
        };
        let paths = graph::explore(flow, false, sent(id, |by| !in_url(by)));
        for (sender, transition) in flow.transitions.iter().enumerate() {
            let place = subject.places.transition(sender);
            if sends(&transition.action).iter().filter(|sent| **sent == id).count() > 1 {
                let message = format!("the one-time value `{name}` is sent twice");
                let problem = Problem::error(RULE.id, place, message);
                report.push(problem.help("send it in one parameter"));
                break;
            }
            if !sends_old(transition, id) {
                continue;
            }
            let Some(path) = paths.to(transition.from, true) else { continue };
            let message = format!("the one-time value `{name}` can be sent twice");
            report.push(
                Problem::error(RULE.id, place, message)
                    .label(format!("sent before on the path {}", graph::describe(flow, &path)))
                    .help("mint or bind it again in between, or send it in one place"),
            );
            // Who else sends it is the same mistake.
            break;
        }
    }
}

/// The values that are for one use. The URI of a pushed request has a rule of its own.
pub(super) fn once(flow: &Flow) -> impl Iterator<Item = (usize, SlotId)> {
    let in_query = |step: &Transition| match &step.action {
        Action::Redirect(redirect) => pushed(flow, &redirect.query),
        Action::Callback(_) | Action::Post(_) => None,
    };
    let all: HashSet<SlotId> = flow.transitions.iter().filter_map(in_query).collect();
    let slots = flow.slots.iter().enumerate().filter(|(_, slot)| slot.class == Class::OneTime);
    slots.map(|(index, _)| (index, SlotId(index))).filter(move |(_, id)| !all.contains(id))
}

/// The shortest path on which a value was sent before `sender` sends it again, by a step that `by`
/// admits, and was not made anew in between.
pub(super) fn sent_before(
    flow: &Flow,
    id: SlotId,
    sender: usize,
    by: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let sending = flow.transitions.get(sender).filter(|step| sends_old(step, id))?;
    graph::search(flow, false, sent(id, by), |at, sent| at == sending.from && sent)
}

/// Whether a step sends a value that may have been sent before.
fn sends_old(step: &Transition, id: SlotId) -> bool {
    sends(&step.action).contains(&id) && !mints(step, id)
}

/// Whether a value has been sent, after one more step. What is minted is minted before it is sent,
/// and what is bound comes with the answer.
fn sent(id: SlotId, by: impl Fn(usize) -> bool) -> impl Fn(usize, &Transition, bool) -> bool {
    move |index, step, sent| {
        let now = sends(&step.action).contains(&id) && by(index);
        !step.action.binds().contains(&id) && (now || (sent && !mints(step, id)))
    }
}

/// The URL of a redirect holds values that the browser brings to the server, once.
fn urls(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            let slots = parameter.value.slots().filter_map(|id| subject.flow.slot(id));
            for slot in slots.filter(|slot| slot.source == Source::Engine) {
                let message = format!("`{}` is for the browser: what is in it is sent", slot.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("show it, with `shows`, and send the values that the server needs"),
                );
            }
        }
    }
}

fn mints(transition: &Transition, id: SlotId) -> bool {
    transition.mint.iter().any(|(minted, _)| *minted == id)
}
