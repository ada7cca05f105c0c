//! FS504: a public client needs no secret

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS504",
    severity: Severity::Error,
    summary: "a public client needs no secret",
    why: "RFC 6749 section 2.1, RFC 8252 section 8.5: what is on a user's machine can't keep a secret.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
key = "{client_secret}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    if flow.authentication.needs_secret() {
        return;
    }
    let secret = |id| flow.slot(id).is_some_and(|slot| slot.name == "client_secret");
    for sent in requests(subject).iter().filter(|sent| !sent.front) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            if parameter.value.slots().any(secret) {
                let message =
                    format!("`{}` is for public clients, which have no secret", flow.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("write `authentication = \"body\"` under `[client]`, or \"basic\""),
                );
            }
        }
    }
}
