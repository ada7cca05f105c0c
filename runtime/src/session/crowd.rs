//! What the sessions of many users share.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::event::SessionEvent;
use crate::{Error, Reason};

/// So many events wait for a subscriber who is slow.
const EVENTS: usize = 1024;

/// What the sessions of many users share: who listens to all of them, and whose tokens no store has.
pub(super) struct Crowd {
    unkept: Mutex<Unkept>,
    most: AtomicUsize,
    events: broadcast::Sender<(String, SessionEvent)>,
}

/// The accounts whose token no store has, and the one that was thought of last.
#[derive(Default)]
struct Unkept {
    accounts: BTreeSet<String>,
    last: String,
}

impl Crowd {
    /// Where the tokens of so many users are held at most that no store has.
    pub(super) fn new(most: usize) -> Self {
        let (unkept, events) = (Mutex::default(), broadcast::channel(EVENTS).0);
        Self { unkept, most: AtomicUsize::new(most), events }
    }

    /// The same of so many users.
    pub(super) fn hold_at_most(&self, most: usize) {
        self.most.store(most, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Unkept> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an account whose token the store did not take, or has by now.
    pub(super) fn count(&self, account: &str, unkept: bool) {
        let accounts = &mut self.lock().accounts;
        if unkept {
            accounts.insert(account.to_owned());
        } else {
            accounts.remove(account);
        }
    }

    /// How many tokens there are that no store has.
    pub(super) fn unkept(&self) -> usize {
        self.lock().accounts.len()
    }

    /// One of the accounts whose token no store has: each time another.
    pub(super) fn next_unkept(&self) -> Option<String> {
        let mut unkept = self.lock();
        let after = (Bound::Excluded(unkept.last.as_str()), Bound::Unbounded);
        let next = unkept.accounts.range::<str, _>(after).next();
        let next = next.or_else(|| unkept.accounts.first())?.clone();
        unkept.last.clone_from(&next);
        Some(next)
    }

    /// Why no more tokens are asked for, if that is so: each would be one more that ends with this
    /// process.
    pub(super) fn is_full(&self) -> Option<Error> {
        let unkept = self.unkept();
        if unkept < self.most.load(Ordering::Relaxed) {
            return None;
        }
        let message = format!(
            "the store has not taken the tokens of {unkept} users: no more are asked for before it \
             does"
        );
        Some(Error::new(Reason::StoreUnavailable, message).with_advice("see to the store"))
    }

    pub(super) fn tell(&self, account: &str, event: &SessionEvent) {
        if self.events.receiver_count() > 0 {
            // That nobody does any more is no failure.
            self.events.send((account.to_owned(), event.clone())).ok();
        }
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<(String, SessionEvent)> {
        self.events.subscribe()
    }
}
