//! FS202: what is set is read

use std::collections::HashSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Post, SlotId, Source};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS202",
    severity: Severity::Warning,
    summary: "what is set is read",
    why: "A value that nobody reads was kept for something that is missing.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"bind = { code = "code" }"#,
        r#"bind = { code = "code", session_state = "session_state" }"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        let Action::Redirect(redirect) = &transition.action else { continue };
        let Some(to) = flow.states.get(transition.to) else { continue };
        if to.shows.contains(&redirect.url) {
            continue;
        }
        let url = flow.slot(redirect.url).map_or("", |slot| slot.name.as_str());
        let message = format!("nobody is shown the URL that `{}` builds", transition.name);
        report.push(
            Problem::error(RULE.id, subject.places.state(transition.to), message)
                .related(subject.places.transition(index), "built here")
                .help(format!("add `shows = [\"{url}\"]` to the state `{}`", to.name)),
        );
    }
    let shown = flow.states.iter().flat_map(|state| state.shows.iter().copied());
    let renewed = subject.renew.iter().flat_map(Post::reads);
    let read = flow.transitions.iter().flat_map(|step| step.action.reads());
    let kept = flow.kept.iter().map(|kept| kept.slot).chain(flow.granted);
    let read: HashSet<SlotId> = read.chain(shown).chain(renewed).chain(kept).collect();
    for (index, slot) in flow.slots.iter().enumerate() {
        let set_by_a_step =
            matches!(slot.source, Source::Random | Source::FrontChannel | Source::BackChannel);
        let read = read.contains(&SlotId(index));
        if let Some(place) = subject.places.slots.get(index).filter(|_| set_by_a_step && !read) {
            let message = format!("`{}` is set, and nothing reads it", slot.name);
            report.push(
                Problem::warning(RULE.id, place, message)
                    .help("remove it, or send, compare, show or keep it where it was meant to be"),
            );
        }
    }
}
