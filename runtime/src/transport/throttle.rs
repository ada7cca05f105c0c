//! An API that asks to wait gets its wait from all who call it for the same client.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use crate::protocol::server::Server;
use crate::transport::clock::Clock;
use crate::{Error, Reason};

/// Until when the API of one client wants to be left alone. APIs count the calls of a client, not
/// those of one user: all sessions of a client share it.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    /// By the monotonic clock.
    until: Mutex<Option<Duration>>,
}

/// A server, a client of it, and the clock of the world that it is called in.
type Key = (Server, String, usize);

/// All that are in use.
static ALL: Mutex<Option<HashMap<Key, Weak<Throttle>>>> = Mutex::new(None);

impl Throttle {
    /// The one of a client.
    pub(crate) fn of(server: Server, client_id: &str, clock: &dyn Clock) -> Arc<Self> {
        let key = (server, client_id.to_owned(), clock.id());
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
    pub(crate) fn pause(&self, clock: &dyn Clock, wait: Duration) {
        let end = clock.monotonic().saturating_add(wait);
        self.with(|until| *until = Some(until.map_or(end, |until| until.max(end))));
    }

    /// Waits until the API may be called, and takes the wait off one's patience.
    ///
    /// # Errors
    ///
    /// [`Reason::RateLimited`] when patience does not last so long, with the time.
    pub(crate) async fn wait(
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
        .with_advice("call again after the time that it asked for")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::clock::ManualClock;

    const A_SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn one_client_of_one_server_in_one_world_has_one_wait() {
        let (clock, other_clock) = (ManualClock::default(), ManualClock::default());
        let throttle = Throttle::of("one wait".into(), "client", &clock);
        for (server, client_id, clock, same) in [
            ("another wait", "client", &clock, false),
            ("one wait", "another client", &clock, false),
            ("one wait", "client", &other_clock, false),
            ("one wait", "client", &clock.clone(), true),
        ] {
            let other = Throttle::of(server.into(), client_id, clock);
            assert_eq!(Arc::ptr_eq(&throttle, &other), same, "{server} {client_id}");
        }
    }

    #[test]
    fn a_wait_that_nobody_has_any_more_is_forgotten() {
        let clock = ManualClock::default();
        let known = |client_id: &str| {
            let key = ("forgotten".into(), client_id.to_owned(), clock.id());
            let all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
            all.as_ref().unwrap().contains_key(&key)
        };
        let kept = Throttle::of("forgotten".into(), "kept", &clock);
        drop(Throttle::of("forgotten".into(), "dropped", &clock));
        let other = Throttle::of("forgotten".into(), "other", &clock);
        assert!(known("kept") && known("other") && !known("dropped"));
        drop((kept, other));
    }

    #[tokio::test]
    async fn the_longest_wait_counts_and_is_taken_off_ones_patience() {
        let (clock, throttle) = (ManualClock::default(), Throttle::default());
        let mut patience = 10 * A_SECOND;
        throttle.wait(&clock, &mut patience).await.unwrap();
        assert_eq!((patience, clock.monotonic()), (10 * A_SECOND, Duration::ZERO));
        for wait in [2, 4, 3] {
            throttle.pause(&clock, wait * A_SECOND);
        }
        throttle.wait(&clock, &mut patience).await.unwrap();
        assert_eq!((patience, clock.monotonic()), (6 * A_SECOND, 4 * A_SECOND));
        throttle.wait(&clock, &mut patience).await.unwrap();
        assert_eq!((patience, clock.monotonic()), (6 * A_SECOND, 4 * A_SECOND), "it is over");
    }

    #[tokio::test]
    async fn who_has_no_patience_for_it_is_told_how_long_it_is() {
        let (clock, throttle) = (ManualClock::default(), Throttle::default());
        throttle.pause(&clock, 10 * A_SECOND);
        let error = throttle.wait(&clock, &mut (9 * A_SECOND)).await.unwrap_err();
        assert_eq!(
            (error.reason(), error.retry_after()),
            (Reason::RateLimited, Some(10 * A_SECOND))
        );
        assert_eq!(clock.monotonic(), Duration::ZERO, "nobody waits in vain");
        let mut patience = 10 * A_SECOND;
        throttle.wait(&clock, &mut patience).await.unwrap();
        assert_eq!(patience, Duration::ZERO);
    }
}
