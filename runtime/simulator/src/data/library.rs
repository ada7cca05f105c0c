//! What the user has saved.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::kind::Kind;
use super::{Album, Audiobook, Episode, Resource, Show, Track};

/// When the seeded things were saved, the last of them: 2025-06-01.
const SAVED: Duration = Duration::from_secs(1_748_736_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Something saved, and when.
#[derive(Debug, Clone)]
pub(crate) struct Saved {
    pub(crate) id: String,
    pub(crate) added_at: SystemTime,
}

/// Everything that is saved, by kind, the newest first.
#[derive(Debug)]
pub(crate) struct Library(Vec<(Kind, Vec<Saved>)>);

impl Library {
    /// More of each kind than fits on one page.
    pub(crate) fn seeded() -> Self {
        Self(vec![
            first::<Track>(45),
            first::<Album>(24),
            first::<Episode>(26),
            first::<Show>(22),
            first::<Audiobook>(21),
        ])
    }

    /// What is saved of a kind.
    pub(crate) fn of(&self, kind: Kind) -> &[Saved] {
        self.0.iter().find(|(known, _)| *known == kind).map_or(&[], |(_, saved)| saved)
    }

    fn of_mut(&mut self, kind: Kind) -> Option<&mut Vec<Saved>> {
        self.0.iter_mut().find(|(known, _)| *known == kind).map(|(_, saved)| saved)
    }

    pub(crate) fn contains(&self, kind: Kind, id: &str) -> bool {
        self.of(kind).iter().any(|saved| saved.id == id)
    }

    /// Saves something, in front of all others; what is saved stays where it is.
    pub(crate) fn save(&mut self, kind: Kind, id: &str, added_at: SystemTime) {
        if self.contains(kind, id) {
            return;
        }
        if let Some(saved) = self.of_mut(kind) {
            saved.insert(0, Saved { id: id.to_owned(), added_at });
        }
    }

    pub(crate) fn remove(&mut self, kind: Kind, id: &str) {
        if let Some(saved) = self.of_mut(kind) {
            saved.retain(|saved| saved.id != id);
        }
    }
}

fn first<R: Resource>(count: usize) -> (Kind, Vec<Saved>) {
    let mut added_at = UNIX_EPOCH + SAVED;
    let saved = R::all().iter().take(count).map(|it| {
        added_at -= DAY;
        Saved { id: it.id().to_owned(), added_at }
    });
    (R::KIND, saved.collect())
}
