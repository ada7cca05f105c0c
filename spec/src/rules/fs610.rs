//! FS610: a redirect URI is https, or a loopback address

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::redirect_uris;
use crate::resolve::Subject;
use crate::resolve::endpoints::in_the_clear;

pub(crate) const RULE: Rule = Rule {
    id: "FS610",
    severity: Severity::Error,
    summary: "a redirect URI is https, or a loopback address",
    why: "RFC 9700 section 2.6, RFC 8252 section 7.3: over plain http the code is seen by everybody on the way.",
    example: Example::appended(
        example::IMPLICIT,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "https://app.example/callback"
"#,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "http://app.example/callback"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (uri, place) in redirect_uris(subject) {
        if uri.starts_with("http://") && in_the_clear(uri, true) {
            let message = format!("the redirect URI `{}` is not https", uri.escape_debug());
            report.push(
                Problem::error(RULE.id, place, message).help(
                    "write `https://`, or `http://127.0.0.1` for an app on the user's machine",
                ),
            );
        }
    }
}
