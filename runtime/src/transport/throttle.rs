//! An API that asks to wait gets its wait from all whose calls it counts together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use super::clock::Clock;
use super::patience::Patience;
use crate::protocol::chance::chance;
use crate::protocol::error::in_words;
use crate::protocol::server::Server;
use crate::{Error, Reason};

/// The longest time for which nobody calls. A server may ask for more: then one looks again meanwhile,
/// for its answer may have been a mistake, or another's.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The longest time by which a wait is prolonged by chance.
const SPREAD: Duration = Duration::from_secs(5);

/// Until when an API wants to be left alone, by all whose calls it counts together: those of a client, or
/// where the provider's file says so, of a user.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<Option<Pause>>);

/// By the monotonic clock.
#[derive(Debug, Clone, Copy)]
struct Pause {
    /// Until when the API asked to wait.
    asked: Duration,
    /// When somebody calls again: no later.
    again: Duration,
}

/// A server, a client of it, a user of that if each is counted for itself, and the clock of the world
/// that it is called in.
type Key = (Server, String, Option<String>, usize);

/// All that are in use.
static ALL: Mutex<Option<HashMap<Key, Weak<Throttle>>>> = Mutex::new(None);

impl Throttle {
    /// The one of a client, or of one of its users.
    pub(crate) fn of(
        server: Server,
        client_id: &str,
        user: Option<&str>,
        clock: &dyn Clock,
    ) -> Arc<Self> {
        let user = user.map(str::to_owned);
        let key = (server, client_id.to_owned(), user, clock.id());
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

    /// Nobody calls for this long. What was asked before counts until somebody called again.
    pub(crate) fn pause(&self, clock: &dyn Clock, wait: Duration) {
        let now = clock.monotonic();
        let new =
            Pause { asked: now.saturating_add(wait), again: now.saturating_add(wait.min(LONGEST)) };
        self.with(|pause| {
            let lasts = pause.filter(|old| old.again > now && old.asked > new.asked);
            *pause = Some(lasts.unwrap_or(new));
        });
    }

    /// Goes on with the wait of another, for the same user in the same world.
    pub(crate) fn take_over(&self, other: &Self) {
        let theirs = other.with(|pause| *pause);
        self.with(|pause| *pause = pause.or(theirs));
    }

    /// Waits until the API may be called, and a little longer: not all should call at once.
    ///
    /// # Errors
    ///
    /// [`Reason::RateLimited`] when patience does not last so long, with the time.
    pub(crate) async fn wait(&self, clock: &dyn Clock, patience: Patience) -> Result<(), Error> {
        while let Some(pause) = self.lasts(clock) {
            let left = pause.again.saturating_sub(clock.monotonic());
            let patience = patience.left(clock);
            if left > patience {
                return Err(too_long(pause.asked.saturating_sub(clock.monotonic())));
            }
            let spread = SPREAD.min(left / 10).mul_f64(chance());
            clock.sleep(left.saturating_add(spread).min(patience)).await;
        }
        Ok(())
    }

    fn lasts(&self, clock: &dyn Clock) -> Option<Pause> {
        self.with(|pause| *pause).filter(|pause| pause.again > clock.monotonic())
    }

    fn with<T>(&self, f: impl FnOnce(&mut Option<Pause>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn too_long(left: Duration) -> Error {
    let message = "the API has asked to be left alone for a while";
    Error::new(Reason::RateLimited, message)
        .with_retry_after(Some(left))
        .with_advice(format!("call again in {}", in_words(left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::clock::ManualClock;

    const A_SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn who_is_counted_together_in_one_world_has_one_wait() {
        let (clock, other_clock) = (ManualClock::default(), ManualClock::default());
        let throttle = Throttle::of("one wait".into(), "client", None, &clock);
        for (server, client_id, user, clock, same) in [
            ("another wait", "client", None, &clock, false),
            ("one wait", "another client", None, &clock, false),
            ("one wait", "client", Some("alice"), &clock, false),
            ("one wait", "client", None, &other_clock, false),
            ("one wait", "client", None, &clock.clone(), true),
        ] {
            let other = Throttle::of(server.into(), client_id, user, clock);
            assert_eq!(Arc::ptr_eq(&throttle, &other), same, "{server} {client_id} {user:?}");
        }
        let alice = || Throttle::of("one wait".into(), "client", Some("alice"), &clock);
        assert!(Arc::ptr_eq(&alice(), &alice()) || Arc::strong_count(&alice()) == 1);
    }

    #[test]
    fn a_wait_that_nobody_has_any_more_is_forgotten() {
        let clock = ManualClock::default();
        let known = |client_id: &str| {
            let key = ("forgotten".into(), client_id.to_owned(), None, clock.id());
            let all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
            all.as_ref().unwrap().contains_key(&key)
        };
        let kept = Throttle::of("forgotten".into(), "kept", None, &clock);
        drop(Throttle::of("forgotten".into(), "dropped", None, &clock));
        let other = Throttle::of("forgotten".into(), "other", None, &clock);
        assert!(known("kept") && known("other") && !known("dropped"));
        drop((kept, other));
    }

    #[tokio::test]
    async fn the_longest_wait_counts_and_ends_for_each_at_another_time() {
        let mut ends = Vec::new();
        for _ in 0..20 {
            let (clock, throttle) = (ManualClock::default(), Throttle::default());
            let patience = Patience::of(10 * A_SECOND, &clock);
            throttle.wait(&clock, patience).await.unwrap();
            assert_eq!(clock.monotonic(), Duration::ZERO);
            for wait in [2, 4, 3] {
                throttle.pause(&clock, wait * A_SECOND);
            }
            throttle.wait(&clock, patience).await.unwrap();
            let end = clock.monotonic();
            assert!(4 * A_SECOND <= end && end <= 4 * A_SECOND + A_SECOND * 4 / 10, "{end:?}");
            throttle.wait(&clock, patience).await.unwrap();
            assert_eq!(clock.monotonic(), end, "it is over");
            ends.push(end);
        }
        assert!(ends.iter().any(|end| *end != ends[0]), "{ends:?}");
    }

    #[tokio::test]
    async fn who_has_no_patience_for_it_is_told_how_long_it_is() {
        let (clock, throttle) = (ManualClock::default(), Throttle::default());
        throttle.pause(&clock, 10 * A_SECOND);
        let error = throttle.wait(&clock, Patience::of(9 * A_SECOND, &clock)).await.unwrap_err();
        assert_eq!(
            (error.reason(), error.retry_after()),
            (Reason::RateLimited, Some(10 * A_SECOND))
        );
        assert!(error.to_string().contains("10 seconds"), "{error}");
        assert_eq!(clock.monotonic(), Duration::ZERO, "nobody waits in vain");
        throttle.wait(&clock, Patience::of(10 * A_SECOND, &clock)).await.unwrap();
        assert_eq!(clock.monotonic(), 10 * A_SECOND, "and nobody longer than it may be");
    }

    #[tokio::test]
    async fn a_wait_of_a_day_is_looked_at_again_after_an_hour() {
        let (clock, throttle) = (ManualClock::default(), Throttle::default());
        let (day, hour) = (24 * 3600 * A_SECOND, 3600 * A_SECOND);
        let no_patience = |clock: &ManualClock| Patience::of(Duration::ZERO, clock);
        throttle.pause(&clock, day);
        clock.advance(hour - A_SECOND);
        let error = throttle.wait(&clock, no_patience(&clock)).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(day - hour + A_SECOND), "what the API asked for");
        clock.advance(A_SECOND);
        throttle.wait(&clock, no_patience(&clock)).await.unwrap();
        throttle.pause(&clock, A_SECOND);
        let error = throttle.wait(&clock, no_patience(&clock)).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(A_SECOND), "the answer to who looked counts");
    }
}
