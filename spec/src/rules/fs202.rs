//! FS202: what is set is read

use super::Rule;
use crate::flow::{SlotId, Source};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS202",
    severity: Severity::Warning,
    summary: "what is set is read",
    why: "A value that nobody reads was kept for something that is missing.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, slot) in flow.slots.iter().enumerate() {
        let set_by_a_step = matches!(
            slot.source,
            Source::Random | Source::FrontChannel | Source::BackChannel
        );
        let id = SlotId(index);
        let read = flow.transitions.iter().any(|t| t.action.reads().any(|read| read == id))
            || flow.states.iter().any(|state| state.shows.contains(&id))
            || subject.renew.as_ref().is_some_and(|post| post.reads().any(|read| read == id));
        if let Some(place) = subject.places.slots.get(index).filter(|_| set_by_a_step && !read) {
            let message = format!("`{}` is set, and nothing reads it", slot.name);
            report.push(Problem::warning(RULE.id, place, message));
        }
    }
}
