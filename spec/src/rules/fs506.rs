//! FS506: what is sent fits the grant

use super::Rule;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS506",
    severity: Severity::Error,
    summary: "what is sent fits the grant",
    why: "A refresh that sends `grant_type=authorization_code` fails in an hour, not in a test.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| !sent.front) {
        let wanted = wanted(&subject.flow.grant, sent);
        let Some(wanted) = wanted else { continue };
        let found = sent.literal("grant_type");
        if found == Some(wanted) {
            continue;
        }
        let message = match found {
            Some(found) => format!("`grant_type` is `{found}`, and must be `{wanted}` here"),
            None => format!("the request does not say `grant_type = \"{wanted}\"`"),
        };
        let place = sent.parameter("grant_type").map_or(sent.whole, |nth| sent.place(nth));
        report.push(
            Problem::error(RULE.id, place, message)
                .help(format!("write `grant_type = \"{wanted}\"`")),
        );
    }
}

/// The grant type of a request, as far as its parameters or the grant's name tell it.
fn wanted(grant: &str, sent: &Sent<'_>) -> Option<&'static str> {
    if sent.renewal || sent.parameter("refresh_token").is_some() {
        return Some("refresh_token");
    }
    if sent.parameter("code").is_some() {
        return Some("authorization_code");
    }
    (grant == "client_credentials" && sent.token).then_some("client_credentials")
}
