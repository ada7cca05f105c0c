//! FS303: every step can be taken

use super::Rule;
use super::example::{self, Example};
use crate::flow::Action;
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS303",
    severity: Severity::Warning,
    summary: "every step can be taken",
    why: "A callback answers what the user's browser was sent to: where nobody was sent, none ever comes.",
    example: Example::of(
        example::SERVICE_GRANT,
        r#"[transitions.request]
from = "ready""#,
        r#"[states.answered]

[transitions.receive]
from = "ready"
to   = "answered"
callback = { in = "query" }

[transitions.request]
from = "answered""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        let callback = matches!(transition.action, Action::Callback(_));
        if !callback || graph::path_to(flow, transition.from).is_none() {
            continue;
        }
        let after_a_redirect = graph::search(
            flow,
            false,
            |_, step, sent| sent || matches!(step.action, Action::Redirect(_)),
            |at, sent| at == transition.from && sent,
        );
        if after_a_redirect.is_none() {
            let message = format!("`{}` can never be taken", transition.name);
            report.push(
                Problem::warning(RULE.id, subject.places.transition(index), message)
                    .label("the user's browser was sent nowhere before: nothing comes back")
                    .help("let a `redirect` lead to the state that it leaves"),
            );
        }
    }
}
