//! FS302: an end can be reached from every state

use super::Rule;
use super::example::{self, Example};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS302",
    severity: Severity::Error,
    summary: "an end can be reached from every state",
    why: "An attempt that can't end keeps its secrets, and its user waits.",
    example: Example::of(
        example::PKCE_GRANT,
        "[transitions.exchange]\n",
        r#"[states.lost]

[transitions.lose]
from = "code_received"
to   = "lost"
post = { endpoint = "token" }

[transitions.exchange]
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    // A machine without an end has one mistake, not one for each state.
    if !flow.states.iter().any(|state| state.is_final) {
        return;
    }
    let paths = graph::explore(flow, (), |_, _, ()| ());
    let finishing = graph::finishing(flow);
    for (index, state) in flow.states.iter().enumerate() {
        if paths.reaches(index, ()) && !finishing.contains(&index) {
            let message = format!("from the state `{}` no final state can be reached", state.name);
            report.push(
                Problem::error(RULE.id, subject.places.state(index), message)
                    .help("add the transition that is missing, or write `final = true`"),
            );
        }
    }
}
