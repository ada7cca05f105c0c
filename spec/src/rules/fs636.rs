//! FS636: no step polls

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS636",
    severity: Severity::Error,
    summary: "no step polls",
    why: "RFC 8628 section 3.4: a device asks again and again, at the interval that the server says, until the user has answered; a `post` asks once.",
    example: Example::appended(
        example::SERVICE,
        r#"[transitions.request.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.request.post.form]
grant_type = "urn:ietf:params:oauth:grant-type:device_code"
"#,
    ),
    check: Some(check),
};

/// The grant type of a device (RFC 8628 section 3.4).
pub(super) const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.literal("grant_type") == Some(DEVICE)) {
        report.push(
            Problem::error(
                RULE.id,
                sent.place_of("grant_type"),
                "a device's grant must be polled for",
            )
            .label("the first answer would be `authorization_pending`, and end the attempt")
            .help("this format can't declare it: use the authorization code grant with PKCE"),
        );
    }
}
