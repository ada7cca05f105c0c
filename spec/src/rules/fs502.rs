//! FS502: a PKCE challenge is followed by its verifier

use super::Rule;
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
    }
}

fn without_challenge(place: &Place, report: &mut Report) {
    report.push(
        Problem::error(RULE.id, place, "a code verifier is sent whose challenge never was")
            .help("add `code_challenge = \"{code_verifier|s256}\"` to the authorization request"),
    );
}
