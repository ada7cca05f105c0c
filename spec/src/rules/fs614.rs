//! FS614: the implicit grant is over

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS614",
    severity: Severity::Warning,
    summary: "the implicit grant is over",
    why: "RFC 9700 section 2.1.2: a token in a URL is seen by too many.",
    example: Example::of(
        example::IMPLICIT,
        r#"deprecated = { since = "2025-11-27", note = "Spotify ended the implicit grant: a login comes back with `unsupported_response_type`.", use = "authorization_code_pkce" }
"#,
        "",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    // A flow that says so itself needs no telling.
    if subject.flow.deprecated.is_some() {
        return;
    }
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        let token = |kind: &str| kind.split(' ').any(|word| word == "token");
        let Some(nth) = sent.parameter("response_type") else { continue };
        if sent.literal("response_type").is_some_and(token) {
            report.push(
                Problem::warning(RULE.id, sent.place(nth), "the token comes back in a URL")
                    .help("use the authorization code grant with PKCE"),
            );
        }
    }
}
