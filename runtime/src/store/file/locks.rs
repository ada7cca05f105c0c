//! The two locks of a key.

use std::sync::Arc;
use std::time::Duration;

use super::blocking::blocking;
use super::directory::Directory;
use super::lock::Lock;
use super::names::Names;
use super::pauses::Pauses;
use crate::store::{Lease, StoreError, StoreErrorKind};
use crate::transport::clock::{Clock as _, SystemClock};

/// How long a commit waits for another one of the same key, which takes milliseconds unless its
/// process was stopped, or a keyring asks its user.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest pause of one who waits for a renewal to end.
const PAUSE: Duration = Duration::from_millis(25);

/// The right to replace the record of a key, for the moment that it takes.
pub(in crate::store) fn lock_record(
    directory: &Directory,
    names: &Names,
) -> Result<Lock, StoreError> {
    let lock = Lock::wait(directory, &names.lock(), PATIENCE)?;
    lock.ok_or_else(|| {
        let path = directory.path_of(&names.lock());
        let seconds = PATIENCE.as_secs();
        let message = format!(
            "`{}` was locked for {seconds} seconds whenever it was asked for: a process that writes \
             there was stopped, or too many do",
            path.display()
        );
        StoreError::new(StoreErrorKind::Unavailable, message)
    })
}

/// The right to renew the session of a key. No thread waits for it: those who have it need threads
/// to go on, and there may be more who wait than the runtime has.
pub(in crate::store) async fn lease(
    directory: Arc<Directory>,
    names: Names,
    patience: Duration,
) -> Result<Lease, StoreError> {
    let mut pauses = Pauses::new(PAUSE, patience);
    loop {
        let (directory, name) = (Arc::clone(&directory), names.lease());
        if let Some(lock) = blocking(move || Lock::attempt(&directory, &name)).await? {
            return Ok(Lease::new(lock));
        }
        let Some(pause) = pauses.next() else {
            let message = "another process renews this session, or another part of this one";
            return Err(StoreError::new(StoreErrorKind::Busy, message));
        };
        SystemClock.sleep(pause).await;
    }
}
