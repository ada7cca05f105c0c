//! FS605: a callback compares the `state`

use super::Rule;
use crate::flow::Action;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS605",
    severity: Severity::Error,
    summary: "a callback compares the `state`",
    why: "RFC 6749 section 10.12, RFC 9700 section 4.7: a state that nobody compares protects nobody.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        let Action::Callback(callback) = &transition.action else { continue };
        let name = |id| flow.slot(id).map(|slot| slot.name.as_str());
        let compared = callback
            .expect
            .iter()
            .any(|e| e.parameter == "state" && name(e.slot) == Some("state"));
        if !compared {
            let message = format!("`{}` does not compare the `state`", transition.name);
            report.push(
                Problem::error(RULE.id, subject.places.transition(index), message)
                    .label("anybody's callback would be taken for the answer")
                    .help("add `expect = { state = \"{state}\" }`"),
            );
        }
    }
}
