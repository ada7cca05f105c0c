//! Paths through a machine.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use crate::flow::{Flow, Transition};

/// The shortest path from the initial state to a place where `goal` holds, in a machine whose
/// states carry a fact that every transition may change.
///
/// All questions of the kind "is there a path on which ..." are this one search: the fact is what
/// has happened so far. It ends because facts are few.
pub(crate) fn search<F: Copy + Eq + Hash>(
    flow: &Flow,
    start: F,
    step: impl Fn(usize, &Transition, F) -> F,
    goal: impl Fn(usize, F) -> bool,
) -> Option<Vec<usize>> {
    let mut came: Came<F> = HashMap::new();
    let mut queue = VecDeque::from([(flow.initial, start)]);
    came.insert((flow.initial, start), None);
    while let Some((state, fact)) = queue.pop_front() {
        if goal(state, fact) {
            return Some(trace(&came, (state, fact)));
        }
        for (index, transition) in flow.leaving(state) {
            let next = (transition.to, step(index, transition, fact));
            if let Entry::Vacant(vacant) = came.entry(next) {
                vacant.insert(Some(((state, fact), index)));
                queue.push_back(next);
            }
        }
    }
    None
}

/// How a node of the search came to be reached: from where, by which transition.
type Came<F> = HashMap<(usize, F), Option<((usize, F), usize)>>;

fn trace<F: Copy + Eq + Hash>(came: &Came<F>, end: (usize, F)) -> Vec<usize> {
    let mut path = Vec::new();
    let mut at = end;
    while let Some(Some((before, transition))) = came.get(&at) {
        path.push(*transition);
        at = *before;
    }
    path.reverse();
    path
}

/// The shortest path to a state, if there is one.
pub(crate) fn path_to(flow: &Flow, state: usize) -> Option<Vec<usize>> {
    search(flow, (), |_, _, ()| (), |at, ()| at == state)
}

/// The states that can be reached from one by the transitions that `through` lets pass.
pub(crate) fn reached(
    flow: &Flow,
    from: usize,
    through: impl Fn(&Transition) -> bool,
) -> HashSet<usize> {
    let mut seen = HashSet::from([from]);
    let mut open = vec![from];
    while let Some(state) = open.pop() {
        for (_, transition) in flow.leaving(state).filter(|(_, it)| through(it)) {
            if seen.insert(transition.to) {
                open.push(transition.to);
            }
        }
    }
    seen
}

/// Whether a final state can be reached from here.
pub(crate) fn can_finish(flow: &Flow, state: usize) -> bool {
    let from = Flow { initial: state, ..flow.clone() };
    let is_final = |at: usize| flow.states.get(at).is_some_and(|state| state.is_final);
    search(&from, (), |_, _, ()| (), |at, ()| is_final(at)).is_some()
}

/// A path as people read it: `ready -authorize-> awaiting_consent`.
pub(crate) fn describe(flow: &Flow, path: &[usize]) -> String {
    let state = |index: usize| flow.states.get(index).map_or("", |state| state.name.as_str());
    let mut text = state(flow.initial).to_owned();
    for transition in path.iter().filter_map(|index| flow.transitions.get(*index)) {
        text.push_str(&format!(" -{}-> {}", transition.name, state(transition.to)));
    }
    text
}
