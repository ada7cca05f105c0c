//! FS204: a one-time value is sent once

use super::Rule;
use crate::dataflow::{sends, sets_of};
use crate::flow::{Class, SlotId, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS204",
    severity: Severity::Error,
    summary: "a one-time value is sent once",
    why: "RFC 6749 section 4.1.2: a code used twice is refused, and may end every token issued for it.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, slot) in flow.slots.iter().enumerate() {
        if slot.class != Class::OneTime {
            continue;
        }
        let id = SlotId(index);
        for (sender, transition) in flow.transitions.iter().enumerate() {
            let times = sends(&transition.action).iter().filter(|sent| **sent == id).count();
            if times == 0 {
                continue;
            }
            let place = subject.places.transition(sender);
            if times > 1 {
                let message = format!("the one-time value `{}` is sent twice", slot.name);
                let problem = Problem::error(RULE.id, place, message);
                report.push(problem.help("send it in one parameter"));
                break;
            }
            let sent_before = graph::search(
                flow,
                false,
                |_, transition, sent| {
                    let fresh = sets_of(transition).any(|set| set == id);
                    !fresh && (sent || sends(&transition.action).contains(&id))
                },
                |at, sent| at == transition.from && sent && !mints(transition, id),
            );
            let Some(path) = sent_before else { continue };
            let message = format!("the one-time value `{}` can be sent twice", slot.name);
            report.push(
                Problem::error(RULE.id, place, message)
                    .label(format!("sent before on the path {}", graph::describe(flow, &path)))
                    .help("mint or bind it again in between, or send it in one place"),
            );
            // Who else sends it is the same mistake.
            break;
        }
    }
}

fn mints(transition: &Transition, id: SlotId) -> bool {
    transition.mint.iter().any(|(minted, _)| *minted == id)
}
