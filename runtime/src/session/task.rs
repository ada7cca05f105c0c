//! Work that goes on though whoever began it goes away.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::runtime::Handle;

use crate::transport::Driver;
use crate::transport::heart::{CutOff, Heart};

/// Does something to its end, unless it is cut off. In a world that drives itself that takes a
/// runtime of the caller's: without one it is as good as its caller.
pub(super) async fn detached<F>(driver: Driver, work: F) -> Result<F::Output, CutOff>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    #[cfg(test)]
    if explored::now() {
        return shuttle::future::spawn(work).await.map_err(|_| CutOff::RuntimeEnded);
    }
    if driver == Driver::Library {
        let heart = Heart::get().map_err(|_| CutOff::NoThread)?;
        return heart.carry(work).await;
    }
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn(work).await.map_err(|end| match end.is_panic() {
            true => CutOff::Panicked,
            false => CutOff::RuntimeEnded,
        }),
        Err(_) => Ok(work.await),
    }
}

/// Does something to its end, and says when it panicked instead of going on to.
pub(super) async fn caught<F: Future>(work: F) -> Result<F::Output, CutOff> {
    #[cfg(test)]
    if explored::now() {
        return Ok(work.await);
    }
    let mut work = pin!(work);
    poll_fn(|context| {
        // What panicked is not polled again, and what it shares is changed in one step each.
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.map_or(Poll::Ready(Err(CutOff::Panicked)), |poll| poll.map(Ok))
    })
    .await
}

/// Begins something that nobody waits for. Says whether there is somebody to drive it.
pub(super) fn begin(driver: Driver, work: impl Future<Output = ()> + Send + 'static) -> bool {
    #[cfg(test)]
    if explored::now() {
        drop(shuttle::future::spawn(work));
        return true;
    }
    match driver {
        Driver::Library => Heart::get().map(|heart| drop(heart.carry(work))).is_ok(),
        Driver::Caller => Handle::try_current().map(|runtime| drop(runtime.spawn(work))).is_ok(),
    }
}

/// A place where other threads may come between: nothing, but where a test explores what happens
/// then.
#[inline]
pub(super) fn others_may_come_between() {
    #[cfg(test)]
    if explored::now() {
        shuttle::thread::yield_now();
    }
}

/// Whether a test explores schedules: it brings the tasks, and says who goes on.
#[cfg(test)]
pub(super) mod explored {
    use std::cell::Cell;

    thread_local!(static NOW: Cell<bool> = const { Cell::new(false) });

    pub(super) fn now() -> bool {
        NOW.get()
    }

    /// Runs a test so.
    pub(in super::super) fn run(test: impl FnOnce()) {
        NOW.set(true);
        test();
        NOW.set(false);
    }
}
