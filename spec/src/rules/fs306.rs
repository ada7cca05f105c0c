//! FS306: the way that is taken by itself ends

use super::Rule;
use super::example::{self, Example};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS306",
    severity: Severity::Error,
    summary: "the way that is taken by itself ends",
    why: "`login` and `connect` take the first step of each state: round and round, they would never come back.",
    example: Example::added(
        example::PKCE_GRANT,
        "[transitions.exchange]\n",
        "[transitions.exchange]\n",
        r#"[transitions.ask]
from = "code_received"
to   = "code_received"
post = { endpoint = "token" }

[transitions.exchange]
"#,
    ),
    check: Some(check),
};

/// Who runs a flow in one call takes the first step of each state: that way must end, too.
fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let (mut at, mut seen) = (flow.initial, vec![flow.initial]);
    let goes_on = |at: usize| {
        let state = flow.states.get(at).filter(|state| !state.is_final);
        state.and_then(|_| flow.leaving(at).next())
    };
    while let Some((index, step)) = goes_on(at) {
        at = step.to;
        if seen.contains(&at) {
            // Where there is no way out at all, that is the mistake.
            if graph::finishing(flow).contains(&at) {
                let message = format!("`{}` goes back, and comes first", step.name);
                report.push(
                    Problem::error(RULE.id, subject.places.transition(index), message)
                        .label("`login` and `connect` take the first step of each state")
                        .help("write it after the step that leads on"),
                );
            }
            return;
        }
        seen.push(at);
    }
}
