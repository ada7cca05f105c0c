//! FS107: nothing leaves a final state

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS107",
    severity: Severity::Error,
    summary: "nothing leaves a final state",
    why: "An attempt that has its token is over; a session renews it.",
    example: Example::added(
        example::PKCE_GRANT,
        r#"[renew.post]
endpoint = "token"
"#,
        r#"[renew.post]
endpoint = "token"
"#,
        r#"[transitions.again]
from = "authorized"
to   = "authorized"

[transitions.again.post]
endpoint = "token"
form  = { grant_type = "refresh_token", refresh_token = "{refresh_token}" }
token = true

[renew.post]
endpoint = "token"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        let Some(from) = flow.states.get(transition.from).filter(|state| state.is_final) else {
            continue;
        };
        let message = format!("`{}` leaves the final state `{}`", transition.name, from.name);
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .related(subject.places.state(transition.from), "final here")
                .help("what a session does with its token belongs into `[renew.post]`"),
        );
    }
}
