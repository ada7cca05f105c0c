//! A store that lasts as long as the process.

use std::collections::BTreeMap;
use std::future::{Future as _, poll_fn};
use std::ops::Bound;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use super::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::BoxFuture;
use crate::transport::clock::{Clock as _, SystemClock};

/// A store that lasts as long as the process: for tests, and for programs that have another one
/// behind it. Copies share what they keep.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    places: Arc<Mutex<BTreeMap<Key, Place>>>,
}

/// What there is under a key.
#[derive(Debug, Default)]
struct Place {
    record: Option<Record>,
    lease: Arc<tokio::sync::Mutex<()>>,
}

impl Place {
    fn generation(&self) -> u64 {
        self.record.as_ref().map_or(0, Record::generation)
    }
}

impl MemoryStore {
    fn places(&self) -> MutexGuard<'_, BTreeMap<Key, Place>> {
        // A place is changed in one step: a panic elsewhere leaves no half of it.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self, after: Option<&Key>, most: usize) -> Vec<Key> {
        let (places, from) = (self.places(), after.map_or(Bound::Unbounded, Bound::Excluded));
        let later = places.range((from, Bound::Unbounded));
        let kept = later.filter(|(_, place)| place.record.is_some());
        kept.map(|(key, _)| key.clone()).take(most).collect()
    }

    fn with<T>(&self, key: &Key, f: impl FnOnce(&mut Place) -> T) -> T {
        let mut places = self.places();
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
            if place.generation() != expected {
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

    fn remove<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let remove = move |place: &mut Place| {
            if place.generation() != expected {
                return Committed::Conflict;
            }
            place.record = None;
            Committed::Done
        };
        Box::pin(async move { Ok(self.with(key, remove)) })
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a Key>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
        Box::pin(async move { Ok(self.page(after, most)) })
    }

    fn blocks(&self) -> bool {
        false
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
