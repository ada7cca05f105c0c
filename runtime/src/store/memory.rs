//! A store that lasts as long as the process.

use std::collections::HashMap;
use std::future::{Future as _, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use super::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::BoxFuture;
use crate::transport::clock::{Clock as _, SystemClock};

/// A store that lasts as long as the process: for tests, and for programs that have another one
/// behind it. Copies share what they keep.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    places: Arc<Mutex<HashMap<Key, Place>>>,
}

/// What there is under a key.
#[derive(Debug, Default)]
struct Place {
    record: Option<Record>,
    lease: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    fn with<T>(&self, key: &Key, f: impl FnOnce(&mut Place) -> T) -> T {
        // A place is changed in one step: a panic elsewhere leaves no half of it.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get_mut(key) {
            Some(place) => f(place),
            None => f(places.entry(key.clone()).or_default()),
        }
    }
}

impl Store for MemoryStore {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async move { Ok(self.with(key, |place| place.record.clone())) })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let commit = move |place: &mut Place| {
            if place.record.as_ref().map_or(0, Record::generation) != expected {
                return Committed::Conflict;
            }
            place.record = Some(record.clone());
            Committed::Done
        };
        Box::pin(async move { Ok(self.with(key, commit)) })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        let lease = self.with(key, |place| Arc::clone(&place.lease));
        Box::pin(async move {
            held_within(lease, patience).await.map(Lease::new).ok_or_else(|| {
                let message = "another session of this account is being renewed";
                StoreError::new(StoreErrorKind::Busy, message)
            })
        })
    }
}

/// The lock as soon as nobody else has it; `None` when that takes longer. There may be no runtime.
async fn held_within(
    lock: Arc<tokio::sync::Mutex<()>>,
    patience: Duration,
) -> Option<tokio::sync::OwnedMutexGuard<()>> {
    if let Ok(held) = Arc::clone(&lock).try_lock_owned() {
        return Some(held);
    }
    let (mut held, mut over) = (pin!(lock.lock_owned()), SystemClock.sleep(patience));
    poll_fn(|context| match held.as_mut().poll(context) {
        Poll::Ready(held) => Poll::Ready(Some(held)),
        Poll::Pending => over.as_mut().poll(context).map(|()| None),
    })
    .await
}
