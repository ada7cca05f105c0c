//! What answers of a provider's API mean.

use crate::document::{LimitsDocument, Text};
use crate::provider::{Limits, Meaning, Refusal};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS110};

pub(super) fn limits(document: &LimitsDocument, report: &mut Report) -> Limits {
    if let Some(reset) = &document.reset {
        // RFC 9110 section 5.6.2, without the signs that no such header has.
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if reset.value.is_empty() || !reset.value.bytes().all(letter) {
            let message = format!("`{}` is no name of a header", reset.value.escape_debug());
            report.push(
                Problem::error(FS100.id, &reset.place, message)
                    .help("write it as in \"x-ratelimit-reset\""),
            );
        }
    }
    let reset = document.reset.as_ref().map(|reset| reset.value.to_ascii_lowercase());
    Limits { by_user: document.by_user, reset }
}

pub(super) fn resolve(document: &[(Meaning, Text)], report: &mut Report) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for (means, text) in document {
        let Some(refusal) = refusal(*means, text, report) else { continue };
        let same = |it: &&Refusal| it.status == refusal.status && it.says == refusal.says;
        if let Some(first) = refusals.iter().find(same) {
            let message = format!("`{}` means `{}` already", text.value, first.means.as_str());
            let problem = Problem::error(FS110.id, &text.place, message);
            report.push(problem.help("remove one of the two"));
            continue;
        }
        refusals.push(refusal);
    }
    // What is said in words is more special than a status alone.
    refusals.sort_by_key(|refusal| refusal.says.is_empty());
    refusals
}

/// `401 Missing scope`: a status, and what the words of the answer hold.
fn refusal(means: Meaning, text: &Text, report: &mut Report) -> Option<Refusal> {
    let (status, says) = text.value.split_once(' ').unwrap_or((&text.value, ""));
    let says = says.trim().to_owned();
    let number = status.parse().ok().filter(|status| (200..=499).contains(status));
    let Some(status) = number else {
        let message = format!("`{}` begins with no status", text.value.escape_debug());
        report.push(Problem::error(FS100.id, &text.place, message).help(
            "write a status from 200 to 499, and what the words hold: \"401 Missing scope\"",
        ));
        return None;
    };
    let known = matches!((status, means), (401, Meaning::Ended) | (429, Meaning::Limited));
    if known && says.is_empty() {
        let message = format!("`{status}` changes nothing: it means that at every provider");
        report.push(Problem::error(FS110.id, &text.place, message).help("remove it"));
    }
    if status < 400 && says.is_empty() {
        let message = format!("`{status}` alone is no refusal");
        let problem = Problem::error(FS100.id, &text.place, message);
        report.push(problem.help("add the code that such an answer holds: \"200 token_expired\""));
    }
    Some(Refusal { status, says, means })
}
