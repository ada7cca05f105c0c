//! FS615: an app never sees a user's password

use super::Rule;
use super::example::{self, Example};
use crate::flow::Source;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS615",
    severity: Severity::Error,
    summary: "an app never sees a user's password",
    why: "RFC 9700 section 2.4: the password grant must not be used.",
    example: Example::appended(
        example::SERVICE,
        r#"[transitions.request.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.request.post.form]
grant_type = "password"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        asks_for_it(subject, sent, report);
        let Some(nth) = sent.parameter("grant_type") else { continue };
        if sent.literal("grant_type") == Some("password") {
            report.push(
                Problem::error(RULE.id, sent.place(nth), "the password grant is not supported")
                    .help("let the user log in at the provider: the authorization code grant"),
            );
        }
    }
}

/// What the app brings under the name of a password is one.
fn asks_for_it(subject: &Subject, sent: &Sent, report: &mut Report) {
    for (nth, parameter) in sent.parameters.iter().enumerate() {
        let brings = |id| {
            let slot = subject.flow.slot(id);
            slot.is_some_and(|slot| matches!(slot.source, Source::App | Source::Option))
        };
        let named = parameter.name.to_ascii_lowercase().contains("password");
        if named && parameter.value.slots().any(brings) {
            let message = format!("`{}` would be a user's password", parameter.name);
            report.push(
                Problem::error(RULE.id, sent.place(nth), message)
                    .help("let the user log in at the provider: the authorization code grant"),
            );
        }
    }
}
