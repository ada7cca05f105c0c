//! FS113: a variable stands where its type fits

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Part, SlotId};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS113",
    severity: Severity::Error,
    summary: "a variable stands where its type fits",
    why: "An origin begins a URL, a label stands within one; anything else makes another URL than meant.",
    example: Example::added(
        example::SERVICE,
        r#"token = "https://accounts.spotify.com/api/token""#,
        r#"token = "{base}/api/token"

[variables]
base = { type = "origin" }"#,
        r#"token = "https://{base}/api/token"

[variables]
base = { type = "origin" }"#,
    ),
    check: Some(check),
};

/// What may be missing is sent as such: a step that can't do without fails for whoever leaves it out.
fn check(subject: &Subject, report: &mut Report) {
    let optional = |slot: SlotId| {
        let mut variables = subject.flow.variables.iter();
        variables.find(|it| it.optional && it.has(slot))
    };
    for sent in requests(subject) {
        for (nth, parameter) in sent.beside_url() {
            let missing = parameter.value.0.iter().find_map(|part| match part {
                Part::Slot { slot, optional: false, .. } => optional(*slot),
                Part::Literal(_) | Part::Slot { .. } => None,
            });
            if let Some(variable) = missing {
                let name = &variable.name;
                let message = format!("`{name}` may be missing, and is sent all the same");
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help(format!("write `{{{name}?}}`: then it is left out where it is missing")),
                );
            }
        }
    }
}
