//! What time it is: asked of one place, so that tests can set it.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use super::BoxFuture;

/// Tells the time. Sessions ask a clock and nothing else, so that a test can move it.
pub trait Clock: Send + Sync {
    /// The wall time, for what is stored and shown.
    fn now(&self) -> SystemTime;

    /// The time since some moment in the past, which never goes back.
    fn monotonic(&self) -> Duration;

    /// Waits so long.
    fn sleep(&self, wait: Duration) -> BoxFuture<'_, ()>;

    /// Which clock it is: one number for all copies that show the same time, of those that are in
    /// use. Sessions that live by the same clock wait together when the API asks a client to wait.
    fn id(&self) -> usize {
        std::ptr::from_ref(self).cast::<()>().addr()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> SystemTime {
        (**self).now()
    }

    fn monotonic(&self) -> Duration {
        (**self).monotonic()
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(wait)
    }

    fn id(&self) -> usize {
        (**self).id()
    }
}

/// The system's clock. On Linux it shows its last tick, a few milliseconds ago at most: sessions
/// look at it for every call, and reading it exactly takes four times as long.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// Waits on the library's own thread: whoever waits may have no runtime, or one without timers.
#[cfg(feature = "session")]
fn sleep(wait: Duration) -> BoxFuture<'static, ()> {
    match super::heart::Heart::get() {
        Ok(heart) => heart.sleep(wait),
        // Where nothing can be waited for, nobody waits.
        Err(_) => Box::pin(std::future::ready(())),
    }
}

/// Waits on a thread of its own.
#[cfg(not(feature = "session"))]
fn sleep(wait: Duration) -> BoxFuture<'static, ()> {
    Box::pin(super::alarm::Alarm::after(wait))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod system {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use rustix::time::{ClockId, clock_gettime};

    /// As far as this clock may be behind, so that no wait ends too soon: a tick is 10 ms at most.
    pub(super) const BEHIND: Duration = Duration::from_millis(10);

    pub(super) fn wall() -> SystemTime {
        UNIX_EPOCH + tick(ClockId::RealtimeCoarse)
    }

    pub(super) fn monotonic() -> Duration {
        tick(ClockId::MonotonicCoarse)
    }

    fn tick(clock: ClockId) -> Duration {
        Duration::try_from(clock_gettime(clock)).unwrap_or_default()
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod system {
    use std::sync::OnceLock;
    use std::time::{Duration, Instant, SystemTime};

    /// This clock is exact.
    pub(super) const BEHIND: Duration = Duration::ZERO;

    pub(super) fn wall() -> SystemTime {
        SystemTime::now()
    }

    /// Counts from the first time that anybody asked.
    pub(super) fn monotonic() -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        system::wall()
    }

    fn monotonic(&self) -> Duration {
        system::monotonic()
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'_, ()> {
        let wait = wait.saturating_add(system::BEHIND);
        sleep(wait)
    }

    /// There is one. Nothing in memory is at 0.
    fn id(&self) -> usize {
        0
    }
}

/// A clock that stands still until it is moved; copies show the same time. Whoever waits on it moves
/// it by the wait, so that nothing ever hangs on it.
///
/// ```
/// use spotify_flow::{Clock, ManualClock};
/// use std::time::Duration;
///
/// let clock = ManualClock::default();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!(clock.now(), before + Duration::from_secs(3600));
/// ```
#[derive(Debug, Clone)]
pub struct ManualClock {
    hands: Arc<Mutex<Hands>>,
}

#[derive(Debug, Clone, Copy)]
struct Hands {
    wall: SystemTime,
    monotonic: Duration,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::at(SystemTime::now())
    }
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(wall: SystemTime) -> Self {
        Self { hands: Arc::new(Mutex::new(Hands { wall, monotonic: Duration::ZERO })) }
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.with(|hands| {
            hands.wall += by;
            hands.monotonic += by;
        });
    }

    /// Sets the wall time alone, as a user or a time server does.
    pub fn set(&self, wall: SystemTime) {
        self.with(|hands| hands.wall = wall);
    }

    fn with<T>(&self, f: impl FnOnce(&mut Hands) -> T) -> T {
        // Hands are two plain values: a panic elsewhere leaves them as they were.
        f(&mut self.hands.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Lets others go on first.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        self.with(|hands| hands.wall)
    }

    fn monotonic(&self) -> Duration {
        self.with(|hands| hands.monotonic)
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'_, ()> {
        let end = self.monotonic() + wait;
        Box::pin(async move {
            // Others may have waited meanwhile: the time passes once.
            yield_now().await;
            self.with(|hands| {
                let left = end.saturating_sub(hands.monotonic);
                hands.monotonic += left;
                hands.wall += left;
            });
        })
    }

    fn id(&self) -> usize {
        Arc::as_ptr(&self.hands).addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_shows_what_the_systems_clocks_show() {
        let tick = Duration::from_millis(20);
        let (wall, exact) = (SystemClock.now(), SystemTime::now());
        assert!(wall <= exact && exact <= wall + tick, "{wall:?} {exact:?}");
        let (monotonic, begun) = (SystemClock.monotonic(), std::time::Instant::now());
        std::thread::sleep(2 * tick);
        let (passed, exact) = (SystemClock.monotonic() - monotonic, begun.elapsed());
        assert!(passed <= exact + tick && exact <= passed + tick, "{passed:?} {exact:?}");
    }

    #[test]
    fn copies_of_a_clock_are_one_clock_and_others_are_others() {
        let (clock, other) = (ManualClock::default(), ManualClock::default());
        let copy = Arc::new(clock.clone());
        assert_eq!(clock.id(), copy.id());
        assert_ne!(clock.id(), other.id());
        assert_eq!(SystemClock.id(), SystemClock.id());
        assert_ne!(clock.id(), SystemClock.id());
    }
}
