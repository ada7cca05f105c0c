//! FS211: a new refresh token in an answer is kept

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS211",
    severity: Severity::Error,
    summary: "a new refresh token in an answer is kept",
    why: "RFC 6749 section 6: the new one replaces the old, which may be dead already.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"refresh_token = "{refresh_token}" }
token = true"#,
        r#"refresh_token = "{refresh_token}" }"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    if let (Some(post), Some(place)) = (&subject.renew, &subject.places.renew)
        && !post.token
    {
        report.push(
            Problem::error(RULE.id, place, "the answer to a renewal is thrown away")
                .label("a new access token, and perhaps a new refresh token, is in it")
                .help("write `token = true`"),
        );
    }
}
