//! FS502: a PKCE challenge is followed by its verifier

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Filter, Part, Template};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, after, requests};
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS502",
    severity: Severity::Error,
    summary: "a PKCE challenge is followed by its verifier",
    why: "RFC 7636 section 4.5: a challenge whose verifier is never sent makes every exchange fail.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        "[transitions.exchange.post.form]
code_verifier = false
",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    let sends = |sent: &Sent| sent.parameter("code_verifier").is_some();
    if !all.iter().any(|sent| sent.asks)
        && let Some(sent) = all.iter().find(|sent| sends(sent))
    {
        without_challenge(&sent.whole, report);
    }
    for asks in all.iter().filter(|sent| sent.asks) {
        let challenged = asks.parameter("code_challenge").is_some();
        let exchanges = after(subject, asks, all);
        if !challenged && let Some(sent) = exchanges.iter().find(|sent| sends(sent)) {
            without_challenge(&sent.whole, report);
        }
        let exchanges = exchanges.iter().filter(|sent| spends(subject, sent));
        for exchange in exchanges.filter(|_| challenged) {
            answers(subject, asks, exchange, report);
        }
    }
}

/// A request that spends the code, whatever it is called.
fn spends(subject: &Subject, sent: &Sent) -> bool {
    sent.spends_a_code(&subject.flow).is_some() || sent.parameter("code").is_some()
}

/// Whether an exchange sends the verifier of the challenge.
fn answers(subject: &Subject, asks: &Sent, exchange: &Sent, report: &mut Report) {
    let Some(verifier) = exchange.value("code_verifier") else {
        report.push(
            Problem::error(RULE.id, &exchange.whole, "the code verifier is never sent")
                .related(&asks.whole, "its challenge is sent here")
                .help("add `code_verifier = \"{code_verifier}\"` to the form"),
        );
        return;
    };
    let hashed = |challenge: &&Template| {
        challenge.0.iter().any(|part| matches!(part, Part::Slot { filter: Some(_), .. }))
    };
    // A challenge that is no hash at all breaks rules of its own.
    let Some(challenge) = asks.value("code_challenge").filter(hashed) else { return };
    if !fits(subject, challenge, verifier) {
        let message = "the challenge is not the hash of this verifier";
        report.push(
            Problem::error(RULE.id, exchange.place_of("code_verifier"), message)
                .related(asks.place_of("code_challenge"), "the challenge")
                .help("send `{code_verifier|s256}` first, and `{code_verifier}` here"),
        );
    }
}

/// Whether the one is the hash of the other, and the other a secret.
fn fits(subject: &Subject, challenge: &Template, verifier: &Template) -> bool {
    let [Part::Slot { slot: hashed, filter: Some(Filter::S256), .. }] = challenge.0.as_slice()
    else {
        return false;
    };
    let [Part::Slot { slot, filter: None, .. }] = verifier.0.as_slice() else { return false };
    hashed == slot && subject.flow.slot(*slot).is_some_and(|slot| slot.class.is_secret())
}

fn without_challenge(place: &Place, report: &mut Report) {
    report.push(
        Problem::error(RULE.id, place, "a code verifier is sent whose challenge never was")
            .help("add `code_challenge = \"{code_verifier|s256}\"` to the authorization request"),
    );
}
