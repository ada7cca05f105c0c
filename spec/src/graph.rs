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

/// The shortest paths to all places, in such a machine: for questions about each of its states.
pub(crate) struct Paths<F>(Came<F>);

pub(crate) fn explore<F: Copy + Eq + Hash>(
    flow: &Flow,
    start: F,
    step: impl Fn(usize, &Transition, F) -> F,
) -> Paths<F> {
    let mut came: Came<F> = HashMap::from([((flow.initial, start), None)]);
    let mut queue = VecDeque::from([(flow.initial, start)]);
    while let Some((state, fact)) = queue.pop_front() {
        for (index, transition) in flow.leaving(state) {
            let next = (transition.to, step(index, transition, fact));
            if let Entry::Vacant(vacant) = came.entry(next) {
                vacant.insert(Some(((state, fact), index)));
                queue.push_back(next);
            }
        }
    }
    Paths(came)
}

impl<F: Copy + Eq + Hash> Paths<F> {
    pub(crate) fn reaches(&self, state: usize, fact: F) -> bool {
        self.0.contains_key(&(state, fact))
    }

    pub(crate) fn to(&self, state: usize, fact: F) -> Option<Vec<usize>> {
        self.reaches(state, fact).then(|| trace(&self.0, (state, fact)))
    }
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

/// The states from which a final state can be reached.
pub(crate) fn finishing(flow: &Flow) -> HashSet<usize> {
    let finals = flow.states.iter().enumerate().filter(|(_, state)| state.is_final);
    against(flow, finals.map(|(index, _)| index).collect())
}

/// The states from which one of these can be reached, and these.
fn against(flow: &Flow, to: HashSet<usize>) -> HashSet<usize> {
    let mut entering: HashMap<usize, Vec<usize>> = HashMap::new();
    for transition in &flow.transitions {
        entering.entry(transition.to).or_default().push(transition.from);
    }
    let mut open: Vec<usize> = to.iter().copied().collect();
    let mut seen = to;
    while let Some(state) = open.pop() {
        for from in entering.get(&state).into_iter().flatten() {
            if seen.insert(*from) {
                open.push(*from);
            }
        }
    }
    seen
}

/// The states to which a path may lead back: those that are left when states without a way in,
/// or without a way out, are taken away one after the other.
pub(crate) fn on_cycles(flow: &Flow) -> HashSet<usize> {
    let ways = |of: fn(&Transition) -> (usize, usize)| {
        let mut ends: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, end) in flow.transitions.iter().map(of) {
            ends.entry(at).or_default().push(end);
        }
        ends
    };
    let (out, back) = (ways(|step| (step.from, step.to)), ways(|step| (step.to, step.from)));
    let mut left: HashSet<usize> = (0..flow.states.len()).collect();
    for (ends, ways) in [(&out, &back), (&back, &out)] {
        let count = |state: &usize| ways.get(state).map_or(0, Vec::len);
        let mut counts: HashMap<usize, usize> =
            left.iter().map(|state| (*state, count(state))).collect();
        let mut open: Vec<usize> = left.iter().copied().filter(|state| count(state) == 0).collect();
        while let Some(state) = open.pop() {
            left.remove(&state);
            for end in ends.get(&state).into_iter().flatten() {
                let Some(count) = counts.get_mut(end) else { continue };
                *count = count.saturating_sub(1);
                if *count == 0 {
                    open.push(*end);
                }
            }
        }
    }
    left
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
