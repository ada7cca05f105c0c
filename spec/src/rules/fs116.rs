//! FS116: no parameter is empty

use super::Rule;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS116",
    severity: Severity::Warning,
    summary: "no parameter is empty",
    why: "RFC 6749 section 3.1: a parameter without a value counts as left out.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            if parameter.value.as_literal() == Some("") {
                let message = format!("`{}` is always empty: servers ignore it", parameter.name);
                report.push(
                    Problem::warning(RULE.id, sent.place(nth), message).help("remove the line"),
                );
            }
        }
    }
}
