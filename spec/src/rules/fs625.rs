//! FS625: no secret is written into a file

use super::Rule;
use super::example::{self, Example};
use crate::secret;
use crate::flow::Parameter;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS625",
    severity: Severity::Error,
    summary: "no secret is written into a file",
    why: "RFC 6749 section 10.1, RFC 8252 section 8.5: a file is copied, and what is in it known.",
    example: Example::appended(
        example::CODE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
client_secret = "hunter2"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        // One in a URL has a rule of its own.
        for (nth, parameter) in sent.beside_url() {
            if is_written_out(parameter) {
                let message = format!("the secret `{}` is written into the file", parameter.name);
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message).help(
                        "remove the line, and take the secret back: it is no secret any more",
                    ),
                );
            }
        }
    }
}

/// Whether a parameter is a secret, and its value stands in the file.
pub(super) fn is_written_out(parameter: &Parameter) -> bool {
    parameter.value.as_literal().is_some_and(|text| !text.is_empty()) && is_secret(parameter)
}

/// Whether a parameter is a secret by its name, or by the look of what stands in the file.
pub(super) fn is_secret(parameter: &Parameter) -> bool {
    match parameter.value.as_literal() {
        Some(text) => secret::is_written(&parameter.name, text),
        None => secret::is_name(&parameter.name),
    }
}
