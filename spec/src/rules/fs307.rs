//! FS307: no step that is repeated sends a one-time value again

use super::Rule;
use super::example::{self, Example};
use super::fs204::{once, sent_before};
use crate::flow::{Flow, SlotId};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS307",
    severity: Severity::Error,
    summary: "no step that is repeated sends a one-time value again",
    why: "RFC 6749 section 4.1.2, RFC 9700 section 2.1.1: a code sent again is refused, and may end every token issued for it.",
    example: Example::added(
        example::PKCE_GRANT,
        "[renew.post]\n",
        "[renew.post]\n",
        r#"[transitions.ask_again]
from = "code_received"
to   = "code_received"

[transitions.ask_again.post]
endpoint = "token"
form = { resource = "{code}", redirect_uri = "{redirect_uri}", code_verifier = "{code_verifier}" }

[renew.post]
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (index, id) in once(&subject.flow) {
        let Some((sender, path)) = repeated(&subject.flow, id) else { continue };
        let flow = &subject.flow;
        let name = flow.slots.get(index).map_or("", |slot| slot.name.as_str());
        let step = flow.transitions.get(sender).map_or("", |step| step.name.as_str());
        let message =
            format!("`{step}` can be repeated, and sends the one-time value `{name}` again");
        report.push(
            Problem::error(RULE.id, subject.places.transition(sender), message)
                .label(format!("sent before on the path {}", graph::describe(flow, &path)))
                .help("let no path lead back to it, or mint or bind the value again on the way"),
        );
    }
}

/// The first step that can send a value twice by being repeated, with the path to the second time.
pub(super) fn repeated(flow: &Flow, id: SlotId) -> Option<(usize, Vec<usize>)> {
    let back = graph::on_cycles(flow);
    let steps = flow.transitions.iter().enumerate();
    let mut steps = steps.filter(|(_, it)| back.contains(&it.from) && back.contains(&it.to));
    steps.find_map(|(sender, _)| {
        Some((sender, sent_before(flow, id, sender, |by| by == sender)?))
    })
}
