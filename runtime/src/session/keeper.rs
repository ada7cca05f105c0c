//! The store of a session.

use std::sync::Arc;
use std::time::Duration;

use super::asked::{LONGEST, asked};
use super::crowd::Crowd;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::{BoxFuture, Driver, Transport};
use crate::{Error, Reason};

/// How long to wait for another process that renews: longer than a renewal takes that waits for its
/// server as long as ours does, and no less than a minute.
fn patience(longest: Duration) -> Duration {
    longest.saturating_mul(2).max(Duration::from_secs(60))
}

/// How old what is known of a store may become while a session is in use, unless the program says
/// otherwise.
pub(super) const LOOKS: Duration = Duration::from_secs(5);

/// How often a record is put in the place of one that changes all the time.
const TRIES: u32 = 8;

/// Where a session is kept.
#[derive(Clone)]
pub(super) struct Keeper {
    store: Arc<dyn Store>,
    pub(super) key: Arc<Key>,
    driver: Driver,
    /// How long the store may take to give the right to renew.
    patience: Duration,
    /// How old what is known of it may become while the session is in use.
    pub(super) looks: Duration,
    /// The others that are kept there, where many are.
    pub(super) crowd: Option<Arc<Crowd>>,
}

impl Keeper {
    /// The keeper of what a store has under a key.
    pub(super) fn new(store: Arc<dyn Store>, key: Key) -> Self {
        let (key, driver, patience) = (Arc::new(key), Driver::Library, patience(Duration::ZERO));
        Self { store, key, driver, patience, looks: LOOKS, crowd: None }
    }

    /// The same among many, who look so often.
    pub(super) fn among(&self, crowd: &Arc<Crowd>, looks: Duration) -> Self {
        Self { looks, crowd: Some(Arc::clone(crowd)), ..self.clone() }
    }

    /// The same, asked by whoever drives this transport.
    pub(super) fn driven_by(&self, http: &dyn Transport) -> Self {
        Self { driver: http.driver(), patience: patience(http.longest()), ..self.clone() }
    }

    pub(super) async fn load(&self) -> Result<Option<Record>, Error> {
        Ok(self.read().await?)
    }

    async fn read(&self) -> Result<Option<Record>, StoreError> {
        let key = Arc::clone(&self.key);
        let load = |store: Arc<dyn Store>| -> BoxFuture<'static, _> {
            Box::pin(async move { store.load(&key).await })
        };
        let record = asked(&self.store, self.driver, LONGEST, load).await?;
        let generation = record.as_ref().map(Record::generation);
        tracing::debug!(flow = self.key.flow(), generation, "read from the store");
        Ok(record)
    }

    /// What there is to be replaced. A damaged record was set aside when it was read, and it is told
    /// only once.
    async fn read_to_replace(&self) -> Result<Option<Record>, StoreError> {
        match self.read().await {
            Err(error) if error.kind() == StoreErrorKind::Corrupt => self.read().await,
            read => read,
        }
    }

    /// Puts a record in the place of one of this generation.
    pub(super) async fn commit(&self, expected: u64, record: &Record) -> Result<Committed, Error> {
        let (key, next) = (Arc::clone(&self.key), record.clone());
        let commit = |store: Arc<dyn Store>| -> BoxFuture<'static, _> {
            Box::pin(async move { store.commit(&key, expected, &next).await })
        };
        let committed = asked(&self.store, self.driver, LONGEST, commit).await?;
        let generation = record.generation();
        let flow = self.key.flow();
        tracing::debug!(flow, generation, outcome = ?committed, "commit to the store");
        Ok(committed)
    }

    /// The right to renew.
    pub(super) async fn lease(&self) -> Result<Lease, Error> {
        let (key, patience) = (Arc::clone(&self.key), self.patience);
        let lease = |store: Arc<dyn Store>| -> BoxFuture<'static, _> {
            Box::pin(async move { store.lease(&key, patience).await })
        };
        let lease = asked(&self.store, self.driver, patience + LONGEST, lease).await?;
        tracing::debug!(flow = self.key.flow(), "lease held");
        Ok(lease)
    }

    /// Keeps a record whatever was there before: a login, or the end of a session.
    pub(super) async fn overwrite(&self, record: impl Fn(u64) -> Record) -> Result<Record, Error> {
        for _ in 0..TRIES {
            let there = self.read_to_replace().await?.map_or(0, |record| record.generation());
            let record = record(there.saturating_add(1));
            if self.commit(there, &record).await? == Committed::Done {
                return Ok(record);
            }
        }
        Err(unsettled())
    }

    /// Removes what the store has, whatever that is.
    pub(super) async fn remove(&self) -> Result<(), Error> {
        for _ in 0..TRIES {
            let Some(there) = self.read_to_replace().await? else { return Ok(()) };
            let (key, expected) = (Arc::clone(&self.key), there.generation());
            let remove = |store: Arc<dyn Store>| -> BoxFuture<'static, _> {
                Box::pin(async move { store.remove(&key, expected).await })
            };
            if asked(&self.store, self.driver, LONGEST, remove).await? == Committed::Done {
                return Ok(());
            }
        }
        Err(unsettled())
    }

    /// Keeps a record that the store did not take before, unless it has a newer one by now.
    pub(super) async fn catch_up(&self, record: &Record) -> Result<Committed, Error> {
        let Some(there) = self.load().await? else {
            // Who removes a user's record has logged the user out.
            let begins = !record.token.has_refresh_token();
            return if begins { self.commit(0, record).await } else { Ok(Committed::Conflict) };
        };
        match record.after_older(&there) {
            Some(record) => self.commit(there.generation(), &record).await,
            None => Ok(Committed::Conflict),
        }
    }
}

fn unsettled() -> Error {
    let message = "others keep changing what the store has of this session";
    Error::new(Reason::StoreUnavailable, message)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use super::*;
    use crate::protocol::token::Token;
    use crate::store::MemoryStore;
    use crate::transport::TransportError;

    /// A store whose first loads fail, and whose first removals come too late.
    #[derive(Default)]
    struct Troubled {
        inner: MemoryStore,
        failures: AtomicUsize,
        kind: Option<StoreErrorKind>,
        late: AtomicUsize,
    }

    /// Whether it is still to be done once more.
    fn once_more(left: &AtomicUsize) -> bool {
        left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok()
    }

    impl Store for Troubled {
        fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
            match self.kind.filter(|_| once_more(&self.failures)) {
                Some(kind) => Box::pin(async move { Err(StoreError::new(kind, "it failed")) }),
                None => self.inner.load(key),
            }
        }

        fn commit<'a>(
            &'a self,
            key: &'a Key,
            expected: u64,
            record: &'a Record,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            self.inner.commit(key, expected, record)
        }

        fn lease<'a>(
            &'a self,
            key: &'a Key,
            patience: Duration,
        ) -> BoxFuture<'a, Result<Lease, StoreError>> {
            self.inner.lease(key, patience)
        }

        fn remove<'a>(
            &'a self,
            key: &'a Key,
            expected: u64,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            if once_more(&self.late) {
                return Box::pin(async { Ok(Committed::Conflict) });
            }
            self.inner.remove(key, expected)
        }
    }

    fn keeper(store: Troubled) -> Keeper {
        let key = Key::new("provider", "https://one.example/", "client", "flow", "alice");
        Keeper { driver: Driver::Caller, ..Keeper::new(Arc::new(store), key) }
    }

    fn token(refresh_token: Option<&str>) -> Token {
        let mut token = Token::from_refresh_token("", None);
        token.refresh = refresh_token.map(crate::protocol::values::Secret::new);
        token
    }

    /// A transport that takes its time.
    struct Slow;

    impl Transport for Slow {
        fn send<'a>(
            &'a self,
            _: http::Request<bytes::Bytes>,
        ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }

        fn longest(&self) -> Duration {
            Duration::from_secs(600)
        }
    }

    #[test]
    fn who_renews_is_waited_for_twice_as_long_as_its_server_and_a_minute_at_least() {
        let of = |seconds| patience(Duration::from_secs(seconds)).as_secs();
        assert_eq!([of(0), of(30), of(31), of(600)], [60, 60, 62, 1200]);
        let keeper = keeper(Troubled::default());
        assert_eq!(keeper.patience.as_secs(), 60);
        assert_eq!(keeper.driven_by(&Slow).patience.as_secs(), 1200);
    }

    #[tokio::test]
    async fn what_is_damaged_is_replaced_and_a_store_that_fails_is_told() {
        let next = |generation| Record::of(generation, token(Some("r")));
        for (kind, failures, is_kept) in [
            (StoreErrorKind::Corrupt, 1, true),
            (StoreErrorKind::Corrupt, 2, false),
            (StoreErrorKind::Unavailable, 1, false),
        ] {
            let failures = AtomicUsize::new(failures);
            let keeper = keeper(Troubled { failures, kind: Some(kind), ..Troubled::default() });
            assert_eq!(keeper.overwrite(next).await.is_ok(), is_kept, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn what_is_removed_is_gone_though_others_change_it_meanwhile() {
        let tries = usize::try_from(TRIES).unwrap();
        for (late, is_gone) in [(0, true), (2, true), (tries, false)] {
            let keeper = keeper(Troubled { late: AtomicUsize::new(late), ..Troubled::default() });
            keeper.overwrite(|generation| Record::of(generation, token(None))).await.unwrap();
            assert_eq!(keeper.remove().await.is_ok(), is_gone, "{late}");
            assert_eq!(keeper.load().await.unwrap().is_none(), is_gone, "{late}");
        }
    }

    #[tokio::test]
    async fn in_an_emptied_store_an_app_is_kept_and_a_user_stays_logged_out() {
        for (refresh_token, kept) in [(Some("r"), Committed::Conflict), (None, Committed::Done)] {
            let keeper = keeper(Troubled::default());
            let record = Record::of(1, token(refresh_token));
            assert_eq!(keeper.catch_up(&record).await.unwrap(), kept);
            assert_eq!(keeper.load().await.unwrap().is_some(), kept == Committed::Done);
        }
    }
}
