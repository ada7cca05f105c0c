//! FS638: an answer comes back where the callback looks for it

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Within};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS638",
    severity: Severity::Error,
    summary: "an answer comes back where the callback looks for it",
    why: "OAuth 2.0 Multiple Response Types section 2.1: a code comes in the query and a token in the fragment, unless `response_mode` says otherwise.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
response_mode = "query"
"#,
        r#"[transitions.authorize.redirect.query]
response_mode = "form_post"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.asks) {
        let Some(nth) = sent.parameter("response_mode") else {
            by_default(subject, sent, report);
            continue;
        };
        let within = match sent.literal("response_mode") {
            Some("query") => Within::Query,
            Some("fragment") => Within::Fragment,
            Some(_) | None => {
                report.push(
                    Problem::error(
                        RULE.id,
                        sent.place(nth),
                        "no callback reads this response mode",
                    )
                    .help("write `query` or `fragment`, or leave it out"),
                );
                continue;
            }
        };
        for (index, word) in elsewhere(subject, within) {
            let message = format!("the answer comes back in the {}", other(word));
            report.push(
                Problem::error(RULE.id, sent.place(nth), message)
                    .related(subject.places.transition(index), format!("looked for in the {word}"))
                    .help(format!("write `response_mode = \"{word}\"`, or leave it out")),
            );
        }
    }
}

/// Where a request says nothing, the kind of the answer decides.
fn by_default(subject: &Subject, sent: &Sent, report: &mut Report) {
    let (kind, within) = match sent.literal("response_type") {
        Some("code") => ("code", Within::Query),
        Some(kind) if kind.split(' ').any(|word| word == "token" || word == "id_token") => {
            ("token", Within::Fragment)
        }
        Some(_) | None => return,
    };
    for (index, word) in elsewhere(subject, within) {
        let word = other(word);
        let message = format!("a {kind} comes back in the {word}");
        report.push(
            Problem::error(RULE.id, subject.places.transition(index), message)
                .help(format!("write `in = \"{word}\"`")),
        );
    }
}

/// The callbacks that look elsewhere, each with where.
fn elsewhere(subject: &Subject, within: Within) -> Vec<(usize, &'static str)> {
    let steps = subject.flow.transitions.iter().enumerate();
    let looks = steps.filter_map(|(index, step)| match &step.action {
        Action::Callback(callback) if callback.within != within => Some((index, callback.within)),
        Action::Callback(_) | Action::Redirect(_) | Action::Post(_) => None,
    });
    looks.map(|(index, within)| (index, word(within))).collect()
}

fn word(within: Within) -> &'static str {
    match within {
        Within::Query => "query",
        Within::Fragment => "fragment",
    }
}

fn other(word: &str) -> &'static str {
    if word == "query" { "fragment" } else { "query" }
}
