//! FS207: a value that may be empty is optional where it is used

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Part, SlotId, Source};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS207",
    severity: Severity::Error,
    summary: "a value that may be empty is optional where it is used",
    why: "RFC 6749 section 3.1: a parameter without a value is left out, not sent empty.",
    example: Example::of(example::PKCE_GRANT, r#"scope = "{scope?}""#, r#"scope = "{scope}""#),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let may_be_empty = |id: &SlotId| {
        flow.slot(*id).is_some_and(|slot| slot.name == "scope" || slot.source == Source::Option)
    };
    for sent in requests(subject) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            for part in &parameter.value.0 {
                let Part::Slot { slot, optional: false, .. } = part else { continue };
                if !may_be_empty(slot) {
                    continue;
                }
                let name = flow.slot(*slot).map_or("", |slot| slot.name.as_str());
                let message = format!("`{name}` may be empty: the app need not set it");
                report.push(
                    Problem::error(RULE.id, sent.place(nth), message)
                        .help(format!("write `{{{name}?}}`: the parameter is then left out")),
                );
            }
        }
    }
}
