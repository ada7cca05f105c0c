//! FS642: no scope stands for all

use super::Rule;
use super::example::{self, Example};
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS642",
    severity: Severity::Warning,
    summary: "no scope stands for all",
    why: "RFC 9700 section 2.3: a token that may do everything does everything for whoever steals it.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
scope = "streaming {scope?}"
"#,
        r#"[transitions.authorize.redirect.query]
scope = "user-* {scope?}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        let Some(scope) = sent.value("scope") else { continue };
        let wildcard = scope.0.iter().any(|part| match part {
            Part::Literal(text) => text.contains('*'),
            Part::Slot { .. } => false,
        });
        if wildcard {
            report.push(
                Problem::warning(RULE.id, sent.place_of("scope"), "this scope stands for many")
                    .help(
                        "name those that the app needs, or send `{scope?}`: the app then says so",
                    ),
            );
        }
    }
}
