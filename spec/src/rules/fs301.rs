//! FS301: every state can be reached

use super::Rule;
use super::example::{self, Example};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS301",
    severity: Severity::Error,
    summary: "every state can be reached",
    why: "A state that no path leads to is a leftover, or a transition is missing.",
    example: Example::of(
        example::PKCE_GRANT,
        "[states]\n",
        r#"[states]
limbo            = { summary = "Nobody comes here." }
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let paths = graph::explore(&subject.flow, (), |_, _, ()| ());
    for (index, state) in subject.flow.states.iter().enumerate() {
        if !paths.reaches(index, ()) {
            let message = format!("the state `{}` can't be reached", state.name);
            report.push(
                Problem::error(RULE.id, subject.places.state(index), message)
                    .help("remove it, or add the transition that leads to it"),
            );
        }
    }
}
