//! An API that asks to wait gets its wait from all who call it for the same client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use crate::clock::Clock;
use crate::{Error, Reason};

/// Until when the API of one client wants to be left alone. APIs count the calls of a client, not
/// those of one user: all sessions of a client share it.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    /// By the monotonic clock.
    until: Mutex<Option<Duration>>,
}

/// A provider, a client of it, and the clock of the world that it is called in.
type Key = (String, String, usize);

/// All that are in use.
static ALL: Mutex<Option<HashMap<Key, Weak<Throttle>>>> = Mutex::new(None);

impl Throttle {
    /// The one of a client.
    pub(super) fn of(provider: &str, client_id: &str, clock: &dyn Clock) -> Arc<Self> {
        let key = (provider.to_owned(), client_id.to_owned(), clock.id());
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let all = all.get_or_insert_default();
        if let Some(known) = all.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        all.retain(|_, throttle| throttle.strong_count() > 0);
        let new = Arc::new(Self::default());
        all.insert(key, Arc::downgrade(&new));
        new
    }

    /// Nobody calls for this long.
    pub(super) fn pause(&self, clock: &dyn Clock, wait: Duration) {
        let end = clock.monotonic().saturating_add(wait);
        self.with(|until| *until = Some(until.map_or(end, |until| until.max(end))));
    }

    /// Waits until the API may be called, and takes the wait off one's patience.
    ///
    /// # Errors
    ///
    /// [`Reason::RateLimited`] when patience does not last so long, with the time.
    pub(super) async fn wait(
        &self,
        clock: &dyn Clock,
        patience: &mut Duration,
    ) -> Result<(), Error> {
        while let Some(left) = self.left(clock) {
            *patience = patience.checked_sub(left).ok_or_else(|| too_long(left))?;
            clock.sleep(left).await;
        }
        Ok(())
    }

    fn left(&self, clock: &dyn Clock) -> Option<Duration> {
        let until = self.with(|until| *until)?;
        until.checked_sub(clock.monotonic()).filter(|left| !left.is_zero())
    }

    fn with<T>(&self, f: impl FnOnce(&mut Option<Duration>) -> T) -> T {
        f(&mut self.until.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn too_long(left: Duration) -> Error {
    Error::new(Reason::RateLimited, "the API has asked to be left alone for a while")
        .with_retry_after(Some(left))
        .advice("call again after the time that it asked for")
}
