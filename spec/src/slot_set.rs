//! A set of slots, as bits.

use crate::flow::SlotId;

/// A set of the slots of one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlotSet(Vec<u64>);

impl SlotSet {
    /// None of so many slots.
    pub(crate) fn none(slots: usize) -> Self {
        Self(vec![0; slots.div_ceil(64)])
    }

    /// All of so many slots, and what is beyond them.
    pub(crate) fn all(slots: usize) -> Self {
        Self(vec![u64::MAX; slots.div_ceil(64)])
    }

    pub(crate) fn contains(&self, slot: SlotId) -> bool {
        self.0.get(slot.0 / 64).is_some_and(|word| word >> (slot.0 % 64) & 1 == 1)
    }

    pub(crate) fn insert(&mut self, slot: SlotId) {
        if let Some(word) = self.0.get_mut(slot.0 / 64) {
            *word |= 1 << (slot.0 % 64);
        }
    }

    pub(crate) fn remove(&mut self, slot: SlotId) {
        if let Some(word) = self.0.get_mut(slot.0 / 64) {
            *word &= !(1 << (slot.0 % 64));
        }
    }

    /// Keeps what the other has, too; whether anything was lost.
    pub(crate) fn meet(&mut self, other: &Self) -> bool {
        self.merge(other, |ours, theirs| ours & theirs)
    }

    /// Adds what the other has; whether anything is new.
    pub(crate) fn join(&mut self, other: &Self) -> bool {
        self.merge(other, |ours, theirs| ours | theirs)
    }

    fn merge(&mut self, other: &Self, how: impl Fn(u64, u64) -> u64) -> bool {
        let mut changed = false;
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            let merged = how(*word, *theirs);
            changed |= merged != *word;
            *word = merged;
        }
        changed
    }
}
