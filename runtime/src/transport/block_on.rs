//! A future that is waited for without a runtime.

use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use tokio::runtime::Handle;
use tokio::task::coop;

use crate::{Error, Reason};

/// Waits for what a session or an attempt gives, on this very thread: for programs without a
/// runtime, and for threads that may wait, such as those of `spawn_blocking`.
///
/// All work is done on the library's own thread; this one only waits for it.
///
/// ```no_run
/// # use spotify_flow::{ClientId, ClientSecret, HttpClient, spotify_flow};
/// #[spotify_flow(client_credentials)]
/// struct Service {
///     client_id: ClientId,
///     client_secret: ClientSecret,
/// }
///
/// fn main() -> Result<(), spotify_flow::Error> {
///     let service = Service::from_env()?;
///     let session = spotify_flow::block_on(service.connect(&HttpClient::new()?))?;
///     println!("{:?}", session.token_blocking()?.expires_at());
///     Ok(())
/// }
/// ```
///
/// # Errors
///
/// Those of the future. [`Reason::WouldBlock`] on a thread that drives tasks, where it would stop
/// all of them: await there.
pub fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    if drives_tasks() {
        let message = "this thread drives the tasks of a runtime, and must not wait";
        return Err(Error::new(Reason::WouldBlock, message)
            .with_advice("await instead, or wait on a thread of `spawn_blocking`"));
    }
    let bell = Arc::<Bell>::default();
    let waker = Waker::from(Arc::clone(&bell));
    let (mut context, mut future) = (Context::from_waker(&waker), pin!(future));
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => bell.wait(),
        }
    }
}

/// Whether this thread polls tasks now. A thread of a blocking pool belongs to a runtime, too; what
/// tells them apart is that a task may only do so much before it yields.
fn drives_tasks() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let context = &mut Context::from_waker(Waker::noop());
    // The runtime takes what is used up here for work, and lets others go on sooner.
    (0..=MOST).any(|_| match coop::poll_proceed(context) {
        Poll::Ready(proceeds) => {
            proceeds.made_progress();
            !coop::has_budget_remaining()
        }
        Poll::Pending => true,
    })
}

/// What tokio lets a task do before it yields is less.
const MOST: u32 = 1024;

/// Rings when it is worth while to look again.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    rings: Condvar,
}

impl Bell {
    fn wait(&self) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        while !std::mem::take(&mut *rung) {
            rung = self.rings.wait(rung).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.rings.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::runtime::{Builder, Runtime};

    fn blocks() -> Result<u32, Reason> {
        block_on(async { Ok(7) }).map_err(|error| error.reason())
    }

    fn runtimes() -> [Runtime; 2] {
        [Builder::new_current_thread().build(), Builder::new_multi_thread().build()]
            .map(|runtime| runtime.unwrap())
    }

    #[test]
    fn a_thread_without_a_runtime_waits() {
        assert_eq!(blocks(), Ok(7));
    }

    #[test]
    fn a_thread_that_drives_tasks_is_told_and_goes_on() {
        for runtime in runtimes() {
            runtime.block_on(async {
                assert_eq!(blocks(), Err(Reason::WouldBlock));
                assert_eq!(
                    tokio::spawn(async { blocks() }).await.unwrap(),
                    Err(Reason::WouldBlock)
                );
                tokio::task::yield_now().await;
            });
        }
    }

    #[test]
    fn a_thread_of_a_blocking_pool_and_one_that_only_entered_a_runtime_wait() {
        for runtime in runtimes() {
            let beside = runtime.spawn_blocking(blocks);
            assert_eq!(runtime.block_on(beside).unwrap(), Ok(7));
            let _entered = runtime.enter();
            assert_eq!(blocks(), Ok(7));
        }
    }
}
