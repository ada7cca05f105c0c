//! FS603: the code verifier never goes through the browser

use super::Rule;
use super::example::{self, Example};
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::requests::{is_verifier, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS603",
    severity: Severity::Error,
    summary: "the code verifier never goes through the browser",
    why: "RFC 7636 section 7.2: who has the verifier has what PKCE protects.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.authorize.redirect.query]
prompt = "login"
"#,
        r#"[transitions.authorize.redirect.query]
hint = "{code_verifier}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.front) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            let shown = parameter.value.0.iter().any(|part| match part {
                Part::Slot { slot, filter: None, .. } => {
                    is_verifier(&subject.flow, *slot)
                }
                Part::Slot { .. } | Part::Literal(_) => false,
            });
            if shown {
                let message = "the code verifier goes through the browser";
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help("send its hash: `{code_verifier|s256}`"),
                );
            }
        }
    }
}
