//! FS643: no request leaves the choice of scopes to the server

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS643",
    severity: Severity::Warning,
    summary: "no request leaves the choice of scopes to the server",
    why: "RFC 6749 section 3.3: an empty scope counts as none, and the server takes a default, which may be all.",
    example: Example::appended(
        example::SERVICE,
        r#"[transitions.request.post.form]
scope = "{scope?}"
"#,
        r#"[transitions.request.post.form]
scope = ""
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.literal("scope") == Some("")) {
        report.push(
            Problem::warning(
                RULE.id,
                sent.place_of("scope"),
                "the scope is empty: the server will choose",
            )
            .help("send `{scope?}`, or name the scopes that are needed"),
        );
    }
}
