//! Work that waits for the file system.

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
