//! What is set and what is still needed, state by state.

use std::collections::BTreeSet;

use crate::flow::{Action, Flow, Part, Post, SlotId, Source, Template, Transition};

/// A set of slots.
pub(crate) type SlotSet = BTreeSet<SlotId>;

/// The slots that are set on every path to each state (a forward must-analysis).
pub(crate) fn assigned(flow: &Flow) -> Vec<SlotSet> {
    let all: SlotSet = (0..flow.slots.len()).map(SlotId).collect();
    let mut sets = vec![all; flow.states.len()];
    if let Some(initial) = sets.get_mut(flow.initial) {
        *initial = from_app(flow);
    }
    fixpoint(&mut sets, |sets| {
        let mut changed = false;
        for transition in &flow.transitions {
            let Some(before) = sets.get(transition.from).cloned() else { continue };
            let after: SlotSet = before.into_iter().chain(sets_of(transition)).collect();
            let Some(target) = sets.get_mut(transition.to) else { continue };
            let met: SlotSet = target.intersection(&after).copied().collect();
            changed |= met.len() < target.len();
            *target = met;
        }
        changed
    });
    sets
}

/// The slots that a later step, the renewal or a `shows` still needs in each state (a backward
/// may-analysis).
pub(crate) fn needed(flow: &Flow, renew: Option<&Post>) -> Vec<SlotSet> {
    let mut sets: Vec<SlotSet> = flow
        .states
        .iter()
        .map(|state| {
            let renewal = renew.filter(|_| state.is_final);
            let renewal = renewal.into_iter().flat_map(Post::reads);
            state.shows.iter().copied().chain(renewal).collect()
        })
        .collect();
    fixpoint(&mut sets, |sets| {
        let mut changed = false;
        for transition in &flow.transitions {
            let later = sets.get(transition.to).cloned().unwrap_or_default();
            let set: SlotSet = sets_of(transition).collect();
            let minted: SlotSet = transition.mint.iter().map(|(slot, _)| *slot).collect();
            let reads: SlotSet = transition.action.reads().collect();
            let Some(before) = sets.get_mut(transition.from) else { continue };
            let old = before.len();
            before.extend(later.difference(&set).chain(reads.difference(&minted)));
            changed |= before.len() > old;
        }
        changed
    });
    sets
}

/// What an attempt carries in each state: set on every path, and still needed.
pub(crate) fn keeps(flow: &Flow, renew: Option<&Post>) -> Vec<Vec<SlotId>> {
    let carried = |id: &SlotId| {
        let source = flow.slot(*id).map(|slot| slot.source);
        !matches!(source, None | Some(Source::App | Source::Option | Source::Token))
    };
    assigned(flow)
        .iter()
        .zip(needed(flow, renew))
        .map(|(set, needed)| set.intersection(&needed).copied().filter(carried).collect())
        .collect()
}

/// Repeats until nothing changes; the sets only grow or only shrink, so it ends.
fn fixpoint(sets: &mut [SlotSet], mut pass: impl FnMut(&mut [SlotSet]) -> bool) {
    while pass(sets) {}
}

/// What is there before the first step.
fn from_app(flow: &Flow) -> SlotSet {
    let there = |source| matches!(source, Source::App | Source::Option);
    let slots = flow.slots.iter().enumerate();
    slots.filter(|(_, slot)| there(slot.source)).map(|(index, _)| SlotId(index)).collect()
}

/// The slots that a transition sets.
pub(crate) fn sets_of(transition: &Transition) -> impl Iterator<Item = SlotId> {
    let minted: Vec<SlotId> = transition.mint.iter().map(|(slot, _)| *slot).collect();
    minted.into_iter().chain(transition.action.binds())
}

/// The slots that a transition sends as they are: not hashed, not merely compared.
pub(crate) fn sends(action: &Action) -> Vec<SlotId> {
    let plain = |template: &Template| -> Vec<SlotId> {
        let slot = |part: &Part| match part {
            Part::Slot { slot, filter: None, .. } => Some(*slot),
            Part::Slot { .. } | Part::Literal(_) => None,
        };
        template.0.iter().filter_map(slot).collect()
    };
    match action {
        Action::Redirect(redirect) => redirect.query.iter().flat_map(|p| plain(&p.value)).collect(),
        Action::Callback(_) => Vec::new(),
        Action::Post(post) => post.form.iter().flat_map(|p| plain(&p.value)).collect(),
    }
}
