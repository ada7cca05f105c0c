//! FS203: a value is not made anew while its answer is awaited

use super::Rule;
use super::example::{self, Example};
use crate::flow::{SlotId, Transition};
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

/// Whether a step asks the user with this value, or with its hash.
fn asks_with(transition: &Transition, id: SlotId) -> bool {
    transition.asks && transition.action.reads().any(|read| read == id)
}
