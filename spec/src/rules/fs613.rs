//! FS613: a redirect URI is one absolute URI

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::redirect_uris;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS613",
    severity: Severity::Error,
    summary: "a redirect URI is one absolute URI",
    why: "RFC 6749 section 3.1.2, RFC 9700 section 2.1: it has no fragment, and stands for no other.",
    example: Example::appended(
        example::IMPLICIT,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "https://app.example/callback"
"#,
        r#"[transitions.authorize.redirect.query]
redirect_uri = "https://app.example/#callback"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (uri, place) in redirect_uris(subject) {
        let Some(why) = wrong(uri) else { continue };
        let message = format!("`{}` is no redirect URI: {why}", uri.escape_debug());
        report.push(
            Problem::error(RULE.id, place, message)
                .help("write it as it is registered, or `{redirect_uri}`: the app then brings it"),
        );
    }
}

fn wrong(uri: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = uri.split_once(':') else { return Some("it is not absolute") };
    let authority = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next());
    let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(plain) {
        Some("it is not absolute")
    } else if uri.contains('#') {
        Some("it has a fragment")
    } else if uri.contains('*') {
        Some("it has a wildcard")
    } else if authority.is_some_and(|authority| authority.contains('@')) {
        Some("it has user info")
    } else if authority.is_some_and(str::is_empty) {
        Some("it has no host")
    } else {
        None
    }
}
