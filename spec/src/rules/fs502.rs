//! FS502: a PKCE challenge is followed by its verifier

use super::Rule;
use crate::flow::{Filter, Part, Template};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS502",
    severity: Severity::Error,
    summary: "a PKCE challenge is followed by its verifier",
    why: "RFC 7636 section 4.5: a challenge whose verifier is never sent makes every exchange fail.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    let challenged = all.iter().find(|sent| sent.front && sent.parameter("code_challenge").is_some());
    let exchange = all.iter().find(|sent| !sent.front && sent.parameter("code").is_some());
    let (Some(challenged), Some(exchange)) = (challenged, exchange) else {
        let verifier = all.iter().find(|sent| sent.parameter("code_verifier").is_some());
        if let (None, Some(sent)) = (challenged, verifier) {
            without_challenge(sent.whole, report);
        }
        return;
    };
    if exchange.parameter("code_verifier").is_none() {
        report.push(
            Problem::error(RULE.id, exchange.whole, "the code verifier is never sent")
                .related(challenged.whole, "its challenge is sent here")
                .help("add `code_verifier = \"{code_verifier}\"` to the form"),
        );
        return;
    }
    let hashed = |challenge: &&Template| {
        challenge.0.iter().any(|part| matches!(part, Part::Slot { filter: Some(_), .. }))
    };
    // A challenge that is no hash at all breaks rules of its own.
    let Some(challenge) = challenged.value("code_challenge").filter(hashed) else { return };
    let verifier = exchange.value("code_verifier");
    if !verifier.is_some_and(|verifier| fits(subject, challenge, verifier)) {
        let nth = exchange.parameter("code_verifier");
        let place = nth.map_or(exchange.whole, |nth| exchange.place(nth));
        let nth = challenged.parameter("code_challenge");
        let sent = nth.map_or(challenged.whole, |nth| challenged.place(nth));
        report.push(
            Problem::error(RULE.id, place, "the challenge is not the hash of this verifier")
                .related(sent, "the challenge")
                .help("send `{code_verifier|s256}` first, and `{code_verifier}` here"),
        );
    }
}

/// Whether the one is the hash of the other, and the other a secret.
fn fits(subject: &Subject, challenge: &Template, verifier: &Template) -> bool {
    let [Part::Slot { slot: hashed, filter: Some(Filter::S256), .. }] = challenge.0.as_slice() else {
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
