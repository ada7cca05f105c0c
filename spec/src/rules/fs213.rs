//! FS213: the token request repeats the redirect URI

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, after, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS213",
    severity: Severity::Error,
    summary: "the token request repeats the redirect URI",
    why: "RFC 6749 section 4.1.3: what the authorization request carried, the token request carries too.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        "[transitions.exchange.post.form]
redirect_uri = false
",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    for asks in all.iter().filter(|sent| sent.asks) {
        for sent in after(subject, asks, all) {
            repeats(subject, asks, sent, report);
        }
    }
}

fn repeats(subject: &Subject, asks: &Sent, sent: &Sent, report: &mut Report) {
    match (asks.value("redirect_uri"), sent.value("redirect_uri")) {
        (Some(first), Some(again)) if again == first => {}
        (_, Some(_)) => {
            let message = "the token request sends another redirect URI than the first request";
            report.push(
                Problem::error(RULE.id, sent.place_of("redirect_uri"), message)
                    .help("send `redirect_uri = \"{redirect_uri}\"` in both"),
            );
        }
        (Some(_), None) if sent.spends_a_code(&subject.flow).is_some() => {
            let message = "the token request does not repeat the redirect URI";
            report.push(
                Problem::error(RULE.id, &sent.whole, message)
                    .help("add `redirect_uri = \"{redirect_uri}\"` to its form"),
            );
        }
        (_, None) => {}
    }
}
