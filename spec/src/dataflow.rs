//! What is set and what is still needed, state by state.

use std::collections::VecDeque;

use crate::flow::{Action, Flow, Part, Post, SlotId, Source, Template, Transition};
use crate::slot_set::SlotSet;

/// The slots that are set on every path to each state (a forward must-analysis). No path leads to
/// a state that can't be reached: there, all are.
pub(crate) fn assigned(flow: &Flow) -> Vec<SlotSet> {
    forward(flow, from_app(flow), |transition, set| {
        sets_of(transition).for_each(|slot| set.insert(slot));
    })
}

/// What holds in each state on every path to it, where each step changes what holds.
pub(crate) fn forward(
    flow: &Flow,
    start: SlotSet,
    step: impl Fn(&Transition, &mut SlotSet),
) -> Vec<SlotSet> {
    let mut sets = vec![SlotSet::all(flow.slots.len()); flow.states.len()];
    let mut reached = vec![false; flow.states.len()];
    let mut open = VecDeque::from([flow.initial]);
    if let (Some(initial), Some(seen)) = (sets.get_mut(flow.initial), reached.get_mut(flow.initial))
    {
        (*initial, *seen) = (start, true);
    }
    while let Some(state) = open.pop_front() {
        let Some(before) = sets.get(state).cloned() else { continue };
        for (_, transition) in flow.leaving(state) {
            let mut after = before.clone();
            step(transition, &mut after);
            let (Some(target), Some(seen)) =
                (sets.get_mut(transition.to), reached.get_mut(transition.to))
            else {
                continue;
            };
            if target.meet(&after) || !*seen {
                *seen = true;
                open.push_back(transition.to);
            }
        }
    }
    sets
}

/// The slots that may be set in each state, on some path to it (a forward may-analysis).
fn perhaps(flow: &Flow) -> Vec<SlotSet> {
    let mut sets = vec![SlotSet::none(flow.slots.len()); flow.states.len()];
    let mut open = VecDeque::from([flow.initial]);
    let mut reached = vec![false; flow.states.len()];
    while let Some(state) = open.pop_front() {
        let Some(before) = sets.get(state).cloned() else { continue };
        for (_, transition) in flow.leaving(state) {
            let mut after = before.clone();
            transition.mint.iter().for_each(|(slot, _)| after.insert(*slot));
            transition.action.may_bind().into_iter().for_each(|slot| after.insert(slot));
            let target = sets.get_mut(transition.to).zip(reached.get_mut(transition.to));
            let Some((target, seen)) = target else { continue };
            if target.join(&after) || !*seen {
                *seen = true;
                open.push_back(transition.to);
            }
        }
    }
    sets
}

/// The slots that a later step, the renewal, a `shows` or the session still needs in each state (a
/// backward may-analysis).
pub(crate) fn needed(flow: &Flow, renew: Option<&Post>) -> Vec<SlotSet> {
    let mut sets = vec![SlotSet::none(flow.slots.len()); flow.states.len()];
    for (set, state) in sets.iter_mut().zip(&flow.states) {
        state.shows.iter().for_each(|slot| set.insert(*slot));
        let renewal = renew.filter(|_| state.is_final);
        renewal.into_iter().flat_map(Post::reads).for_each(|slot| set.insert(slot));
        let kept = flow.kept.iter().filter(|_| state.is_final);
        kept.for_each(|kept| set.insert(kept.slot));
        flow.granted.iter().filter(|_| state.is_final).for_each(|slot| set.insert(*slot));
    }
    let mut entering: Vec<Vec<&Transition>> = vec![Vec::new(); flow.states.len()];
    for transition in &flow.transitions {
        if let Some(list) = entering.get_mut(transition.to) {
            list.push(transition);
        }
    }
    // States stand in a file in the order in which they are come to: the last ones go first.
    let mut open: VecDeque<usize> = (0..flow.states.len()).rev().collect();
    while let Some(state) = open.pop_front() {
        let Some(later) = sets.get(state).cloned() else { continue };
        for transition in entering.get(state).into_iter().flatten() {
            let mut wanted = later.clone();
            sets_of(transition).for_each(|slot| wanted.remove(slot));
            transition.action.reads().for_each(|slot| wanted.insert(slot));
            transition.mint.iter().for_each(|(slot, _)| wanted.remove(*slot));
            if sets.get_mut(transition.from).is_some_and(|before| before.join(&wanted)) {
                open.push_back(transition.from);
            }
        }
    }
    sets
}

/// What an attempt carries in a state.
pub(crate) struct Carried {
    /// Set on every path, and still needed.
    pub(crate) keeps: Vec<SlotId>,
    /// Needed where it was set: not on every path.
    pub(crate) perhaps: Vec<SlotId>,
}

/// What an attempt carries in each state.
pub(crate) fn carried(flow: &Flow, renew: Option<&Post>) -> Vec<Carried> {
    let made = |source| !matches!(source, Source::App | Source::Option | Source::Token);
    let slots = flow.slots.iter().enumerate().filter(|(_, slot)| made(slot.source));
    let slots: Vec<SlotId> = slots.map(|(index, _)| SlotId(index)).collect();
    let sets = assigned(flow).into_iter().zip(perhaps(flow)).zip(needed(flow, renew));
    sets.map(|((set, perhaps), needed)| {
        let needed = slots.iter().copied().filter(|slot| needed.contains(*slot));
        let (keeps, others): (Vec<SlotId>, Vec<SlotId>) =
            needed.partition(|slot| set.contains(*slot));
        let perhaps = others.into_iter().filter(|slot| perhaps.contains(*slot)).collect();
        Carried { keeps, perhaps }
    })
    .collect()
}

/// Whether a login may end without this slot.
pub(crate) fn may_lack(flow: &Flow, slot: SlotId) -> bool {
    let ends = assigned(flow).into_iter().zip(&flow.states).filter(|(_, state)| state.is_final);
    ends.into_iter().any(|(set, _)| !set.contains(slot))
}

/// What is there before the first step.
fn from_app(flow: &Flow) -> SlotSet {
    let mut set = SlotSet::none(flow.slots.len());
    for (index, slot) in flow.slots.iter().enumerate() {
        if matches!(slot.source, Source::App | Source::Option) {
            set.insert(SlotId(index));
        }
    }
    set
}

/// The slots that a transition sets, whatever the answer leaves out.
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
