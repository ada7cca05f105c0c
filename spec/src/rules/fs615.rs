//! FS615: an app never sees a user's password

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS615",
    severity: Severity::Error,
    summary: "an app never sees a user's password",
    why: "RFC 9700 section 2.4: the password grant must not be used.",
    example: Example::appended(
        example::SERVICE,
        r#"[transitions.request.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.request.post.form]
grant_type = "password"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter() {
        let Some(nth) = sent.parameter("grant_type") else { continue };
        if sent.literal("grant_type") == Some("password") {
            report.push(
                Problem::error(RULE.id, sent.place(nth), "the password grant is not supported")
                    .help("let the user log in at the provider: the authorization code grant"),
            );
        }
    }
}
