//! A store of which not all promises are kept: its leases end too early, or its answers come late.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use spotify_flow::BoxFuture;
use spotify_flow::store::{Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use tokio::sync::Notify;

/// Lends the right to renew to everybody at once, and says late that it kept a record.
#[derive(Default)]
pub(crate) struct Late {
    inner: MemoryStore,
    commits: AtomicUsize,
    stalls: AtomicBool,
    goes_on: Notify,
}

impl Late {
    /// How many records were kept.
    pub(crate) fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }

    /// Keeps the next record, and does not say so before it is told to.
    pub(crate) fn stall(&self) {
        self.stalls.store(true, Ordering::SeqCst);
    }

    pub(crate) fn go_on(&self) {
        self.goes_on.notify_one();
    }
}

impl Store for Late {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            let committed = self.inner.commit(key, expected, record).await?;
            self.commits.fetch_add(usize::from(committed == Committed::Done), Ordering::SeqCst);
            if self.stalls.swap(false, Ordering::SeqCst) {
                self.goes_on.notified().await;
            }
            Ok(committed)
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move { MemoryStore::default().lease(key, patience).await })
    }
}
