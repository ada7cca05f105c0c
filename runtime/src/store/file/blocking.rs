//! Work that waits for the file system.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::waiting::within;
use super::workers;
use crate::store::{StoreError, StoreErrorKind};

/// As long as anybody waits for a file system that hangs, or for a keyring that asks its user.
const LONGEST: Duration = Duration::from_secs(60);

/// Does the work on a thread of the stores' own; outside of a tokio runtime, on this one.
///
/// Work that was begun is finished, even when nobody waits for it any more.
pub(in crate::store) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    if !in_a_runtime() {
        return work();
    }
    let (told, answer) = oneshot::channel();
    workers::run(Box::new(move || drop(told.send(work()))));
    match within(answer, LONGEST).await {
        Some(answer) => answer.unwrap_or_else(|_| Err(no_answer())),
        None => {
            let seconds = LONGEST.as_secs();
            let message = format!("the store gave no answer for {seconds} seconds");
            Err(StoreError::new(StoreErrorKind::Unavailable, message))
        }
    }
}

/// Whether the thread is one of a runtime's, and must not be kept.
pub(super) fn in_a_runtime() -> bool {
    Handle::try_current().is_ok()
}

/// The work was dropped, or it panicked.
pub(super) fn no_answer() -> StoreError {
    let message = "the store gave no answer: it panicked, or there was no thread for it";
    StoreError::new(StoreErrorKind::Unavailable, message)
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Builder;

    use super::*;

    #[test]
    fn work_that_panics_is_an_error_for_who_waits() {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        let work = || -> Result<(), StoreError> { panic!("as it was told to") };
        let error = runtime.block_on(blocking(work)).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    }

    /// As many threads wait as a runtime has, each for a store: it has none left to ask it.
    #[test]
    fn all_threads_of_a_runtime_may_wait_for_a_store() {
        let mut runtime = Builder::new_multi_thread();
        let runtime =
            runtime.enable_time().worker_threads(1).max_blocking_threads(2).build().unwrap();
        let wait = || {
            let handle = runtime.handle().clone();
            runtime.spawn_blocking(move || handle.block_on(blocking(|| Ok(7))))
        };
        for waiting in [wait(), wait(), wait(), wait()] {
            assert_eq!(runtime.block_on(waiting).unwrap().unwrap(), 7);
        }
    }
}
