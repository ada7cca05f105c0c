//! What shows that a claim holds: the steps of a path, the steps that no path gets around.

use crate::consent;
use crate::flow::{Action, Flow, SlotId, Transition};
use crate::graph;
use crate::requests::is_code;
use crate::resolve::Subject;
use crate::slot_set::SlotSet;
use crate::source::Place;

/// Places, each with what to say there.
pub(super) type Evidence = Vec<(Place, String)>;

/// A user takes part in a redirect.
pub(super) fn asks_the_user(transition: &Transition) -> bool {
    matches!(transition.action, Action::Redirect(_))
}

fn is_final(flow: &Flow, state: usize) -> bool {
    flow.states.get(state).is_some_and(|state| state.is_final)
}

/// The shortest path to a token on which a step of this kind is taken, or none is.
pub(super) fn path_to_a_token(
    flow: &Flow,
    with: bool,
    step: impl Fn(usize, &Transition) -> bool,
) -> Option<Vec<usize>> {
    graph::search(
        flow,
        false,
        |index, transition, so_far| so_far || step(index, transition),
        |at, so_far| so_far == with && is_final(flow, at),
    )
}

/// The shortest path to a token.
pub(super) fn shortest(flow: &Flow) -> Vec<usize> {
    graph::search(flow, (), |_, _, ()| (), |at, ()| is_final(flow, at)).unwrap_or_default()
}

/// The step of a kind that no path to a token gets around, the first one.
pub(super) fn dominator(flow: &Flow, step: impl Fn(&Transition) -> bool) -> Option<usize> {
    let all = flow.transitions.iter().enumerate();
    let mut such = all.filter(|(_, transition)| step(transition)).map(|(index, _)| index);
    such.find(|wanted| path_to_a_token(flow, false, |index, _| index == *wanted).is_none())
}

/// A path on the lines that declare it, numbered in its order. `note` adds to what is said of a step.
pub(super) fn path(
    subject: &Subject,
    path: &[usize],
    note: impl Fn(usize, &Transition) -> Option<String>,
) -> Evidence {
    let steps =
        path.iter().filter_map(|index| Some((*index, subject.flow.transitions.get(*index)?)));
    let numbered = steps.enumerate().map(|(nth, (index, transition))| {
        let note = note(index, transition).map(|note| format!(": {note}")).unwrap_or_default();
        let label = format!("{}. {}{note}", nth + 1, does(transition));
        (subject.places.transition(index).clone(), label)
    });
    numbered.collect()
}

/// What a step does with the values that make a token a user's.
pub(super) fn way(flow: &Flow, step: &Transition, given: &SlotSet) -> Option<String> {
    let name = |id: SlotId| flow.slot(id).map(|slot| format!("`{}`", slot.name));
    match &step.action {
        Action::Redirect(_) => Some("the user agrees".to_owned()),
        Action::Callback(callback) => {
            let bound = callback.bind.iter().map(|bind| bind.slot);
            let names: Vec<String> =
                bound.filter(|id| is_code(flow, *id)).filter_map(name).collect();
            (!names.is_empty()).then(|| format!("binds {}", names.join(" and ")))
        }
        Action::Post(post) => {
            let spent = consent::spent(post, given).and_then(name)?;
            Some(format!("spends {spent}"))
        }
    }
}

/// A step in words.
fn does(transition: &Transition) -> String {
    let (what, token) = match &transition.action {
        Action::Redirect(_) => ("sends the user's browser to the server", false),
        Action::Callback(callback) => ("reads what came back", callback.token),
        Action::Post(post) => ("asks the server directly", post.token),
    };
    let token = if token { ", and ends with the token" } else { "" };
    format!("`{}` {what}{token}", transition.name)
}
