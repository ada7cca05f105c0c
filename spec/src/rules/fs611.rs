//! FS611: a loopback redirect URI is an address, not `localhost`

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::redirect_uris;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS611",
    severity: Severity::Warning,
    summary: "a loopback redirect URI is an address, not `localhost`",
    why: "RFC 8252 section 8.3: a name may lead to another interface, or be answered by somebody else.",
    example: Example::appended(
        example::IMPLICIT,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "http://127.0.0.1:8888/callback"
"#,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "http://localhost:8888/callback"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (uri, place) in redirect_uris(subject) {
        let rest = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://"));
        let host = rest.and_then(|rest| rest.split([':', '/', '?', '#']).next());
        if host == Some("localhost") {
            report.push(
                Problem::warning(RULE.id, place, "the redirect URI uses `localhost`")
                    .help("write `127.0.0.1` or `[::1]`"),
            );
        }
    }
}
