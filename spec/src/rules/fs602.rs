//! FS602: PKCE uses S256

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS602",
    severity: Severity::Error,
    summary: "PKCE uses S256",
    why: "RFC 7636 section 4.2 and RFC 9700 section 2.1.1: `plain` shows the verifier to whoever sees the request.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"code_challenge_method = "S256""#,
        r#"code_challenge_method = "plain""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        if sent.parameter("code_challenge").is_none() {
            continue;
        }
        let method = sent.literal("code_challenge_method");
        if method == Some("S256") {
            continue;
        }
        let place =
            sent.parameter("code_challenge_method").map_or(&sent.whole, |nth| sent.place(nth));
        let message = match method {
            Some(method) => format!("the PKCE method `{method}` is not `S256`"),
            None => "the PKCE method is not said: servers then take `plain`".to_owned(),
        };
        report.push(
            Problem::error(RULE.id, place, message)
                .help("write `code_challenge_method = \"S256\"`"),
        );
    }
}
