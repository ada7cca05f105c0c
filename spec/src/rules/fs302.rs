//! FS302: an end can be reached from every state

use super::Rule;
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS302",
    severity: Severity::Error,
    summary: "an end can be reached from every state",
    why: "An attempt that can't end keeps its secrets, and its user waits.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    goes_round(subject, report);
    // A machine without an end has one mistake, not one for each state.
    if !flow.states.iter().any(|state| state.is_final) {
        return;
    }
    for (index, state) in flow.states.iter().enumerate() {
        if graph::path_to(flow, index).is_some() && !graph::can_finish(flow, index) {
            let message = format!("from the state `{}` no final state can be reached", state.name);
            report.push(
                Problem::error(RULE.id, subject.places.state(index), message)
                    .help("add the transition that is missing, or write `final = true`"),
            );
        }
    }
}

/// Who runs a flow in one call takes the first step of each state: that way must end, too.
fn goes_round(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let (mut at, mut seen) = (flow.initial, vec![flow.initial]);
    let goes_on = |at: usize| {
        let state = flow.states.get(at).filter(|state| !state.is_final);
        state.and_then(|_| flow.leaving(at).next())
    };
    while let Some((index, step)) = goes_on(at) {
        at = step.to;
        if seen.contains(&at) {
            // Where there is no way out at all, that is the mistake.
            if graph::can_finish(flow, at) {
                let message = format!("`{}` goes back, and comes first", step.name);
                report.push(
                    Problem::error(RULE.id, subject.places.transition(index), message)
                        .label("`login` and `connect` take the first step of each state")
                        .help("write it after the step that leads on"),
                );
            }
            return;
        }
        seen.push(at);
    }
}
