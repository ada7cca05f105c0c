//! FS644: no secret is shown

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS644",
    severity: Severity::Error,
    summary: "no secret is shown",
    why: "RFC 6749 section 10.3: what a state shows is for the user's eyes, and for whoever looks over their shoulder.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"shows = ["authorize_url", "state"]"#,
        r#"shows = ["authorize_url", "code_verifier"]"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (index, state) in subject.flow.states.iter().enumerate() {
        let slots = state.shows.iter().filter_map(|id| subject.flow.slot(*id));
        for slot in slots.filter(|slot| slot.class.is_secret()) {
            let message = format!("the secret `{}` is shown to the user", slot.name);
            report.push(
                Problem::error(RULE.id, subject.places.state(index), message)
                    .help("take it out of `shows`"),
            );
        }
    }
}
