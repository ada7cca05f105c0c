//! FS605: a callback compares the `state`

use super::Rule;
use crate::flow::{Action, Part};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
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
    let all = requests(subject);
    let sent = all.iter().filter(|sent| sent.front).filter_map(|sent| sent.value("state"));
    let sent: Vec<_> = sent.filter(|state| state.as_literal().is_none()).collect();
    if sent.is_empty() {
        // None is sent, or one that everybody knows: rules of their own.
        return;
    }
    for (index, transition) in flow.transitions.iter().enumerate() {
        let Action::Callback(callback) = &transition.action else { continue };
        let fresh = |id| transition.mint.iter().any(|(minted, _)| *minted == id);
        let was_sent = |id| {
            let mut states = sent.iter().map(|state| state.0.as_slice());
            states.any(|state| matches!(state, [Part::Slot { slot, filter: None, .. }] if *slot == id))
        };
        let compared = callback
            .expect
            .iter()
            .any(|e| e.parameter == "state" && was_sent(e.slot) && !fresh(e.slot));
        if !compared {
            let message = format!("`{}` does not compare the `state` that was sent", transition.name);
            report.push(
                Problem::error(RULE.id, subject.places.transition(index), message)
                    .label("anybody's callback would be taken for the answer")
                    .help("add `expect = { state = \"{state}\" }`"),
            );
        }
    }
}
