//! FS604: an authorization request carries a `state`

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS604",
    severity: Severity::Error,
    summary: "an authorization request carries a `state`",
    why: "RFC 6749 section 10.12: without it anybody can end a user's login with a code of their own.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
prompt = "login"
"#,
        "[transitions.authorize.redirect.query]
state = false
",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        if sent.parameter("state").is_none() {
            report.push(
                Problem::error(RULE.id, &sent.whole, "the authorization request has no `state`")
                    .help("add `mint = { state = \"random\" }` and `state = \"{state}\"`"),
            );
        }
    }
}
