//! The library's own thread, on which what was begun is carried to its end.
//!
//! A renewal sends a refresh token that works once. If it ran in a task of whoever asked for it, it
//! would stand still where that runtime does: between two calls of a synchronous program, in a pool
//! whose threads all wait, after the runtime has ended. So it runs here, and callers only wait for
//! what comes of it, from any runtime or none.
//!
//! The thread begins when it is first needed, and lives as long as the process. What it does never
//! blocks it: work that waits for the system is done on threads beside it.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::task::{AbortHandle, JoinHandle};

use super::BoxFuture;
use crate::{Error, Reason};

/// The thread, and the process that has it.
pub(crate) struct Heart {
    runtime: Handle,
    process: u32,
}

/// Why something did not come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CutOff {
    /// The runtime is shutting down, or the process.
    RuntimeEnded,
    /// What it called of others panicked.
    Panicked,
    /// There is no such thread: it stayed in the process that this one was forked off, say.
    NoThread,
}

thread_local! {
    /// Whether this is the thread.
    static HERE: Cell<bool> = const { Cell::new(false) };
}

impl Heart {
    /// The one of this process.
    ///
    /// # Errors
    ///
    /// [`Reason::Forked`] in a process that was forked off: threads stay behind.
    /// [`Reason::ClientUnavailable`] where the system gives no thread.
    pub(crate) fn get() -> Result<&'static Self, Error> {
        static HEART: OnceLock<Heart> = OnceLock::new();
        static BEGINS: Mutex<()> = Mutex::new(());
        let heart = match HEART.get() {
            Some(heart) => heart,
            None => {
                // There is one thread. Where none was to be had, the next one tries again.
                let _begins = BEGINS.lock().unwrap_or_else(PoisonError::into_inner);
                match HEART.get() {
                    Some(heart) => heart,
                    None => {
                        let begun = Self::begin().ok_or_else(no_thread)?;
                        HEART.get_or_init(|| begun)
                    }
                }
            }
        };
        if heart.process == std::process::id() { Ok(heart) } else { Err(forked()) }
    }

    /// The runtime is built and dropped on the thread alone: where there is none, whoever asked may
    /// drive tasks, and must not drop a runtime.
    fn begin() -> Option<Self> {
        let (tells, told) = std::sync::mpsc::channel();
        let drive = move || {
            let built =
                Builder::new_current_thread().enable_all().thread_name("spotify-flow-io").build();
            let Ok(runtime) = built else { return };
            if tells.send(runtime.handle().clone()).is_ok() {
                HERE.set(true);
                runtime.block_on(std::future::pending::<()>());
            }
        };
        std::thread::Builder::new().name("spotify-flow".to_owned()).spawn(drive).ok()?;
        let runtime = told.recv().ok()?;
        Some(Self { runtime, process: std::process::id() })
    }

    /// Whether this is the thread.
    pub(crate) fn is_here() -> bool {
        HERE.get()
    }

    /// Begins something, which goes on though nobody waits for it.
    pub(crate) fn carry<F>(&self, work: F) -> Carried<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        Carried(self.runtime.spawn(work))
    }

    /// Begins something that may block, on a thread beside it.
    pub(crate) fn carry_beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Carried<T> {
        Carried(self.runtime.spawn_blocking(work))
    }

    /// Waits so long: for whoever has no timer, or one that stands still.
    pub(crate) fn sleep(&self, wait: Duration) -> BoxFuture<'static, ()> {
        if Self::is_here() {
            return Box::pin(tokio::time::sleep(wait));
        }
        let timer = self.runtime.spawn(async move { tokio::time::sleep(wait).await });
        Box::pin(Timer { stops: timer.abort_handle(), timer })
    }
}

/// Something under way, to be waited for from anywhere.
pub(crate) struct Carried<T>(JoinHandle<T>);

impl<T> Future for Carried<T> {
    type Output = Result<T, CutOff>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(|end| match end.is_panic() {
            true => CutOff::Panicked,
            false => CutOff::RuntimeEnded,
        })
    }
}

/// A wait on the thread, which ends with whoever waits.
struct Timer {
    timer: JoinHandle<()>,
    stops: AbortHandle,
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.timer).poll(context).map(|_| ())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.stops.abort();
    }
}

fn no_thread() -> Error {
    Error::new(Reason::ClientUnavailable, "the system gives no thread for the work of sessions")
}

fn forked() -> Error {
    let message = "this process was forked off one that has sessions, whose thread stayed there";
    Error::new(Reason::Forked, message).with_advice(
        "use sessions first after the fork, or start another program instead of forking",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::block_on;

    #[test]
    fn what_was_begun_ends_though_nobody_waits_for_it() {
        let (done, waits) = std::sync::mpsc::channel();
        drop(Heart::get().unwrap().carry(async move { done.send(Heart::is_here()) }));
        assert_eq!(waits.recv(), Ok(true));
        assert!(!Heart::is_here());
    }

    #[test]
    fn a_panic_is_told_and_the_next_one_finds_it_alive() {
        let heart = Heart::get().unwrap();
        let panicked = block_on(async { Ok(heart.carry(async { panic!("on purpose") }).await) });
        assert_eq!(panicked.unwrap(), Err::<(), _>(CutOff::Panicked));
        let next = block_on(async { Ok(heart.carry(async { 7 }).await) });
        assert_eq!(next.unwrap(), Ok(7));
    }

    #[test]
    fn work_that_blocks_keeps_nobody_waiting() {
        let heart = Heart::get().unwrap();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let beside = heart.carry_beside(move || held.recv());
        let meanwhile = block_on(async { Ok(heart.carry(async { 7 }).await) });
        assert_eq!(meanwhile.unwrap(), Ok(7));
        release.send(()).unwrap();
        assert_eq!(block_on(async { Ok(beside.await) }).unwrap(), Ok(Ok(())));
    }
}
