//! FS401: an answer fits one step

use std::collections::HashMap;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Transition, Within};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS401",
    severity: Severity::Error,
    summary: "an answer fits one step",
    why: "Who gets a callback calls the step that reads it: where two would, nobody can tell which one is meant.",
    example: Example::added(
        example::PKCE_GRANT,
        "[transitions.exchange]\n",
        "[transitions.exchange]\n",
        r#"[transitions.receive_again]
from = "awaiting_consent"
to   = "code_received"
callback = { in = "query", expect = { state = "{state}" }, bind = { code = "code" } }

[transitions.exchange]
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let mut seen: HashMap<(usize, bool), (usize, &Transition)> = HashMap::new();
    for (index, step) in flow.transitions.iter().enumerate() {
        let Action::Callback(callback) = &step.action else { continue };
        let event = (step.from, callback.within == Within::Query);
        let Some((first, other)) = seen.get(&event).copied() else {
            seen.insert(event, (index, step));
            continue;
        };
        let state = flow.states.get(step.from).map_or("", |state| state.name.as_str());
        let message =
            format!("a callback in `{state}` fits both `{}` and `{}`", other.name, step.name);
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .related(subject.places.transition(first), "the other one")
                .help("read in one step what may come back, and branch after it"),
        );
    }
}
