//! Work that waits for the file system.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Handle;

use crate::store::{StoreError, StoreErrorKind};

/// Does the work on a thread that may wait; without a tokio runtime, on this one.
///
/// Work that was begun is finished, even when nobody waits for it any more.
pub(in crate::store) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match Handle::try_current() {
        Ok(runtime) => runtime.spawn_blocking(work).await.unwrap_or_else(|error| {
            let message = "the runtime ended before the store was asked";
            Err(StoreError::new(StoreErrorKind::Unavailable, message).with_source(error))
        }),
        Err(_) => work(),
    }
}

/// Whether nobody waits any more. Without it, a runtime that ends would wait for a thread that
/// waits for a lock, for as long as its patience lasts.
#[derive(Debug)]
pub(super) struct GivenUp(Arc<AtomicBool>);

/// Somebody waits, until this is dropped.
#[derive(Debug)]
pub(super) struct Waiting(Arc<AtomicBool>);

impl GivenUp {
    pub(super) fn pair() -> (Waiting, Self) {
        let flag = Arc::new(AtomicBool::new(false));
        (Waiting(Arc::clone(&flag)), Self(flag))
    }

    /// For work that is finished in any case.
    pub(super) fn never() -> Self {
        Self(Arc::default())
    }

    pub(super) fn given_up(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
