//! FS612: a scheme of one's own is a domain name in reverse

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::redirect_uris;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS612",
    severity: Severity::Warning,
    summary: "a scheme of one's own is a domain name in reverse",
    why: "RFC 8252 section 7.1: a scheme without a dot may be another app's, which then gets the code.",
    example: Example::appended(
        example::IMPLICIT,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "com.example.app:/callback"
"#,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "app:/callback"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (uri, place) in redirect_uris(subject) {
        let Some((scheme, _)) = uri.split_once(':') else { continue };
        if !matches!(scheme, "http" | "https") && !scheme.contains('.') {
            let message = format!("the scheme `{}` has no dot", scheme.escape_debug());
            report.push(
                Problem::warning(RULE.id, place, message)
                    .help("use a domain of yours in reverse: `com.example.app:/callback`"),
            );
        }
    }
}
