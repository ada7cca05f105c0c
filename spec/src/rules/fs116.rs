//! FS116: no parameter is empty

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS116",
    severity: Severity::Warning,
    summary: "no parameter is empty",
    why: "RFC 6749 section 3.1: a parameter without a value counts as left out.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
audience = ""
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            // An empty scope says something: it has a rule of its own.
            if parameter.value.as_literal() == Some("") && parameter.name != "scope" {
                let message = format!("`{}` is always empty: servers ignore it", parameter.name);
                report.push(
                    Problem::warning(RULE.id, sent.place(nth), message).help("remove the line"),
                );
            }
        }
    }
}
