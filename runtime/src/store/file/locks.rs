//! The two locks of a key.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::sync::oneshot::error::RecvError;

use super::blocking::{blocking, in_a_runtime, no_answer};
use super::lines::Lines;
use super::lock::Lock;
use super::names::Names;
use super::place::Place;
use super::rounds::{self, Rounds};
use super::waiting::{wait_here, within};
use crate::store::{Lease, StoreError, StoreErrorKind};

/// How long a commit waits for others, each of which takes milliseconds unless its process was
/// stopped, or a keyring asks its user.
const PATIENCE: Duration = Duration::from_secs(30);

/// The locks of a store, which lie in its directory.
#[derive(Debug, Clone)]
pub(in crate::store) struct Locks {
    place: Arc<Place>,
    /// Who waits to commit never waits behind those who wait for a renewal.
    commits: Arc<Lines>,
    leases: Arc<Rounds>,
}

impl Locks {
    pub(in crate::store) fn open(path: &Path) -> Result<Self, StoreError> {
        let place = Arc::new(Place::open(path)?);
        Ok(Self { place, commits: Arc::default(), leases: Arc::default() })
    }

    pub(super) fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// Does the work with the right to replace the record of a key, for the moment that it takes.
    ///
    /// The thread that gets the lock does it, so that no lock is ever held by who is not at work;
    /// and not for who has given up.
    pub(in crate::store) async fn locked<T: Send + 'static>(
        &self,
        names: &Names,
        work: impl FnOnce(&Lock) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (told, answer) = oneshot::channel();
        let turn = move |lock: Result<Lock, StoreError>| {
            if !told.is_closed() {
                drop(told.send(lock.and_then(|lock| work(&lock))));
            }
        };
        let (lines, place, name) =
            (Arc::clone(&self.commits), Arc::clone(&self.place), names.lock());
        let take = move || {
            lines.take(&place, &name, Box::new(turn));
            Ok(())
        };
        blocking(take).await?;
        let answer = match in_a_runtime() {
            true => within(answer, PATIENCE).await,
            false => wait_here(answer, PATIENCE),
        };
        match answer {
            Some(answer) => answer.unwrap_or_else(|_| Err(no_answer())),
            None => Err(self.held(names)),
        }
    }

    fn held(&self, names: &Names) -> StoreError {
        let path = self.place.path().join(names.lock());
        let (path, seconds) = (path.display(), PATIENCE.as_secs());
        let message = format!(
            "`{path}` was locked for {seconds} seconds: a process that writes there was stopped, or \
             the disk is very slow"
        );
        StoreError::new(StoreErrorKind::Unavailable, message)
    }

    /// The right to renew the session of a key. No thread of the caller's waits for it.
    pub(in crate::store) async fn lease(
        &self,
        names: &Names,
        patience: Duration,
    ) -> Result<Lease, StoreError> {
        let (told, answer) = oneshot::channel();
        let (rounds, place, name) =
            (Arc::clone(&self.leases), Arc::clone(&self.place), names.lease());
        let take = move || {
            if !patience.is_zero() {
                rounds.take(&place, &name, told);
            } else if let Some(lock) = rounds::attempt(&place, &name) {
                // Who does not wait at all passes by those who do.
                drop(told.send(lock));
            }
            Ok(())
        };
        blocking(take).await?;
        lease(within(answer, patience).await, patience)
    }
}

/// The right to renew, or why there is none: who waits is answered, and who does not is told nothing
/// where somebody else has it.
fn lease(
    answer: Option<Result<Result<Lock, StoreError>, RecvError>>,
    patience: Duration,
) -> Result<Lease, StoreError> {
    match answer {
        Some(Ok(lock)) => lock.map(Lease::scarce),
        Some(Err(_)) if !patience.is_zero() => Err(no_answer()),
        Some(Err(_)) | None => {
            let message = "another process renews this session, or another part of this one";
            Err(StoreError::new(StoreErrorKind::Busy, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_a_lease_and_is_not_answered_is_not_told_that_somebody_renews() {
        let silence = || {
            let (told, answer) = oneshot::channel::<Result<Lock, StoreError>>();
            drop(told);
            Some(answer.blocking_recv())
        };
        for (answer, patience, kind) in [
            (silence(), PATIENCE, StoreErrorKind::Unavailable),
            (silence(), Duration::ZERO, StoreErrorKind::Busy),
            (None, PATIENCE, StoreErrorKind::Busy),
        ] {
            assert_eq!(lease(answer, patience).unwrap_err().kind(), kind);
        }
    }
}
