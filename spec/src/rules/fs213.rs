//! FS213: the token request repeats the redirect URI

use super::Rule;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS213",
    severity: Severity::Error,
    summary: "the token request repeats the redirect URI",
    why: "RFC 6749 section 4.1.3: what the authorization request carried, the token request carries too.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    let front = all.iter().filter(|sent| sent.front);
    let Some(first) = front.filter_map(|sent| sent.value("redirect_uri")).next() else { return };
    for sent in all.iter().filter(|sent| !sent.front && !sent.renewal) {
        let Some(nth) = sent.parameter("redirect_uri") else {
            if sent.parameter("code").is_none() {
                continue;
            }
            let message = "the token request does not repeat the redirect URI";
            report.push(
                Problem::error(RULE.id, sent.whole, message)
                    .help("add `redirect_uri = \"{redirect_uri}\"` to its form"),
            );
            continue;
        };
        if sent.value("redirect_uri") != Some(first) {
            let message = "the token request sends another redirect URI than the first request";
            report.push(
                Problem::error(RULE.id, sent.place(nth), message)
                    .help("send `redirect_uri = \"{redirect_uri}\"` in both"),
            );
        }
    }
}
