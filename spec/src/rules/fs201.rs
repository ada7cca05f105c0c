//! FS201: no slot is read before it is set

use super::Rule;
use super::example::{self, Example};
use crate::dataflow::{assigned, sets_of};
use crate::flow::{Action, Parameter, Part, Slot, SlotId, Source};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS201",
    severity: Severity::Error,
    summary: "no slot is read before it is set",
    why: "RFC 6749 sections 4.1.1 and 4.1.3 say what a request must carry. A request with a hole in it is refused by the server, or worse, is not.",
    example: Example::appended(
        example::PKCE,
        r#"[renew.post.form]
resource = "https://api.example.com"
"#,
        r#"[renew.post.form]
resource = "{state}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let assigned = assigned(flow);
    let set = |state: usize, slot| assigned.get(state).is_some_and(|set| set.contains(slot));
    for (index, transition) in flow.transitions.iter().enumerate() {
        for (nth, slot) in reads(&transition.action) {
            let minted = transition.mint.iter().any(|(id, _)| *id == slot);
            if !minted && !set(transition.from, slot) {
                unset(subject, slot, transition.from, subject.places.parameter(index, nth), report);
            }
        }
    }
    for (index, state) in flow.states.iter().enumerate() {
        for slot in state.shows.iter().filter(|slot| !set(index, **slot)) {
            unset(subject, *slot, index, subject.places.state(index), report);
        }
        for post in subject.renew.iter().filter(|_| state.is_final) {
            for (nth, parameter) in post.form.iter().enumerate() {
                for slot in required(parameter) {
                    if gone(subject, slot, subject.places.renew_parameter(nth), report) {
                        continue;
                    }
                    let token = |slot: &Slot| slot.source == Source::Token;
                    if !set(index, slot) && !flow.slot(slot).is_some_and(token) {
                        unset(subject, slot, index, subject.places.renew_parameter(nth), report);
                    }
                }
            }
        }
    }
}

/// What an action reads and must find, with the position of the parameter that reads it.
fn reads(action: &Action) -> Vec<(usize, SlotId)> {
    let parameters = |list: &[Parameter]| -> Vec<(usize, SlotId)> {
        let each = list.iter().enumerate();
        each.flat_map(|(nth, p)| required(p).into_iter().map(move |slot| (nth, slot))).collect()
    };
    match action {
        Action::Redirect(redirect) => parameters(&redirect.query),
        Action::Callback(callback) => {
            callback.expect.iter().enumerate().map(|(nth, e)| (nth, e.slot)).collect()
        }
        Action::Post(post) => parameters(&post.form),
    }
}

fn required(parameter: &Parameter) -> Vec<SlotId> {
    let slot = |part: &Part| match part {
        Part::Slot { slot, optional: false, .. } => Some(*slot),
        Part::Slot { .. } | Part::Literal(_) => None,
    };
    parameter.value.0.iter().filter_map(slot).collect()
}

/// A renewal finds what the app brings, and what the session keeps: all other values of the attempt
/// ended with it.
fn gone(subject: &Subject, slot: SlotId, place: &Place, report: &mut Report) -> bool {
    let Some(named) = subject.flow.slot(slot) else { return false };
    let kept = subject.flow.kept.iter().any(|kept| kept.slot == slot);
    if kept || matches!(named.source, Source::App | Source::Option | Source::Token) {
        return false;
    }
    let message = format!("`{}` is not there any more in a renewal", named.name);
    report.push(
        Problem::error(RULE.id, place, message)
            .label("a session keeps its token, and of the attempt what says so")
            .help("leave the parameter out, or bind the value with `keep = true`"),
    );
    true
}

/// Looks for a path to `state` on which nobody has set the slot.
fn unset(subject: &Subject, slot: SlotId, state: usize, place: &Place, report: &mut Report) {
    let flow = &subject.flow;
    let Some(named) = flow.slot(slot) else { return };
    let there = match named.source {
        Source::App | Source::Option => true,
        // Only a session has one, and only its renewal may send it.
        Source::Token => flow.states.get(state).is_some_and(|state| state.is_final),
        Source::Random | Source::FrontChannel | Source::BackChannel | Source::Engine => false,
    };
    let path = graph::search(
        flow,
        there,
        |_, transition, set| set || sets_of(transition).any(|id| id == slot),
        |at, set| at == state && !set,
    );
    let Some(path) = path else { return };
    let message = format!("`{}` may be read before it is set", named.name);
    report.push(
        Problem::error(RULE.id, place, message)
            .label(format!("not set on the path {}", graph::describe(flow, &path)))
            .help("mint it, bind it from an answer on the way, or write `{slot?}` to leave it out"),
    );
}
