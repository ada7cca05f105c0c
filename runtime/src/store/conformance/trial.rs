//! A store that is tried.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;

use super::broken::Broken;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};

/// A store that is tried, and the longest that it may take for an answer.
#[derive(Clone)]
pub(super) struct Trial {
    pub(super) store: Arc<dyn Store>,
    pub(super) longest: Duration,
}

impl Trial {
    pub(super) async fn load(&self, key: &Key) -> Result<Option<Record>, Broken> {
        let (store, key) = (Arc::clone(&self.store), key.clone());
        works(self.answer(async move { store.load(&key).await }).await?, "loading")
    }

    pub(super) async fn commit(
        &self,
        key: &Key,
        expected: u64,
        record: &Record,
    ) -> Result<Committed, Broken> {
        let (store, key, record) = (Arc::clone(&self.store), key.clone(), record.clone());
        let commit = async move { store.commit(&key, expected, &record).await };
        works(self.answer(commit).await?, "committing")
    }

    pub(super) async fn lease(
        &self,
        key: &Key,
        patience: Duration,
    ) -> Result<Result<Lease, StoreError>, Broken> {
        let (store, key) = (Arc::clone(&self.store), key.clone());
        self.answer(async move { store.lease(&key, patience).await }).await
    }

    /// `None` where the store can't remove.
    pub(super) async fn remove(
        &self,
        key: &Key,
        expected: u64,
    ) -> Result<Option<Committed>, Broken> {
        let (store, key) = (Arc::clone(&self.store), key.clone());
        let removed = self.answer(async move { store.remove(&key, expected).await }).await?;
        works(if_supported(removed), "removing")
    }

    /// `None` where the store can't list.
    pub(super) async fn list(
        &self,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Option<Vec<Key>>, Broken> {
        let (store, after) = (Arc::clone(&self.store), after.cloned());
        let listed = self.answer(async move { store.list(after.as_ref(), most).await }).await?;
        works(if_supported(listed), "listing")
    }

    /// What a store answers, on a thread that it may keep.
    async fn answer<T: Send + 'static>(
        &self,
        asked: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Broken> {
        let runtime = Handle::current();
        let answer = tokio::task::spawn_blocking(move || runtime.block_on(asked));
        match tokio::time::timeout(self.longest, answer).await {
            Ok(answer) => answer.map_err(|_| Broken::new("a store does not panic")),
            Err(_) => {
                let message = format!("every wait ends, but none of {:?} did", self.longest);
                Err(Broken::new(message))
            }
        }
    }
}

pub(super) fn works<T>(result: Result<T, StoreError>, what: &str) -> Result<T, Broken> {
    result.map_err(|error| Broken::new(format!("{what} works, but: {error}")))
}

fn if_supported<T>(result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Err(error) if error.kind() == StoreErrorKind::Unsupported => Ok(None),
        result => result.map(Some),
    }
}
