//! The port to where sessions are kept, and an account's place behind it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Key, Lease, Record, StoreError};
use crate::transport::BoxFuture;

/// Keeps records. Whoever writes one promises:
///
/// - What [`commit`](Self::commit) said is done is there after a crash of the machine, as a whole.
/// - `commit` compares and replaces in one step: of two that expect the same generation, one is
///   told of a conflict. [`remove`](Self::remove) does so, too.
/// - While a [`Lease`] is held nobody else gets one for the same key; when its holder dies, it ends.
/// - A key counts as a whole: two that differ in their server alone share nothing.
/// - Keys are no secrets, records are: they are readable for the user alone.
/// - Every wait ends: that for a lease when the patience is over, every other within a minute, as
///   [`Unavailable`](super::StoreErrorKind::Unavailable). A commit of which no answer came may be
///   done all the same, or be done later: who wants to know loads, and looks at the generation.
/// - It is asked on any thread, by several at once, most often in a tokio runtime that is not the
///   program's. An answer that nobody waits for any more may be dropped at any time: what was begun
///   is done as a whole or not at all.
///
/// [`check_conformance`](super::check_conformance) says whether the promises are kept.
pub trait Store: Send + Sync {
    /// The record under a key; `None` where there is none.
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>>;

    /// Puts a record in the place of the one of generation `expected`, where 0 is none at all.
    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>>;

    /// The right to renew, as soon as nobody else has it. Fails with
    /// [`StoreErrorKind::Busy`](super::StoreErrorKind::Busy) when that takes longer than `patience`.
    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>>;

    /// Removes the record of generation `expected`. The next one under the key counts anew.
    ///
    /// Who still holds the session elsewhere may put it back: one that is to end is logged out first.
    /// A store that can't remove, as one that says nothing of it here, says
    /// [`Unsupported`](super::StoreErrorKind::Unsupported).
    fn remove<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let _ = (key, expected);
        Box::pin(async { Err(StoreError::unsupported("this store removes no records")) })
    }

    /// The keys of the records that there are, page by page: at most `most` of those that come after
    /// a key in the store's own order, or from the first. After the last there is an empty page.
    ///
    /// What is committed or removed meanwhile may be in it or not. A record that is damaged, or that
    /// a newer version wrote, is left out. Where only the bytes of records are at hand,
    /// [`Key::of_record`] reads the key in them. A store that can't list, as one that says nothing of
    /// it here, says [`Unsupported`](super::StoreErrorKind::Unsupported).
    fn list<'a>(
        &'a self,
        after: Option<&'a Key>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
        let _ = (after, most);
        Box::pin(async { Err(StoreError::unsupported("this store lists no records")) })
    }

    /// Whether its futures may keep the thread of a runtime that polls them, as one does that asks a
    /// database and waits for the answer. They are then polled on threads that may wait.
    fn blocks(&self) -> bool {
        true
    }

    /// The place of an account's sessions in this store.
    fn account(self, name: impl Into<String>) -> Account
    where
        Self: Sized + 'static,
    {
        Account::new(Arc::new(self), name)
    }
}

/// What came of a commit, or of a removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a conflict means that nothing was changed"]
pub enum Committed {
    /// The record is kept, or removed.
    Done,
    /// Somebody else was faster: the record there is of another generation. Nothing was changed.
    Conflict,
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        (**self).load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        (**self).commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        (**self).lease(key, patience)
    }

    fn remove<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        (**self).remove(key, expected)
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a Key>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
        (**self).list(after, most)
    }

    fn blocks(&self) -> bool {
        (**self).blocks()
    }
}

/// The place of an account in a store: its sessions are kept there, one for each flow of a client.
#[derive(Clone)]
pub struct Account {
    store: Arc<dyn Store>,
    name: String,
}

impl Account {
    /// The place of this account. Where there are several, share the store: `Arc<dyn Store>`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use spotify_flow::store::{Account, MemoryStore};
    ///
    /// let store = Arc::new(MemoryStore::default());
    /// let alice = Account::new(store.clone(), "alice");
    /// let bob = Account::new(store, "bob");
    /// ```
    pub fn new(store: Arc<dyn Store>, name: impl Into<String>) -> Self {
        Self { store, name: name.into() }
    }

    /// The account's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{MemoryStore, StoreErrorKind};

    /// One that says of itself what every store has to.
    struct Plain;

    impl Store for Plain {
        fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
            Box::pin(async { Ok(None) })
        }

        fn commit<'a>(
            &'a self,
            _: &'a Key,
            _: u64,
            _: &'a Record,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            Box::pin(async { Ok(Committed::Conflict) })
        }

        fn lease<'a>(
            &'a self,
            _: &'a Key,
            _: Duration,
        ) -> BoxFuture<'a, Result<Lease, StoreError>> {
            Box::pin(async { Ok(Lease::new(())) })
        }
    }

    #[tokio::test]
    async fn a_store_that_says_nothing_else_may_keep_its_thread_and_neither_removes_nor_lists() {
        let key = Key::new("provider", "https://one.example/", "client", "flow", "alice");
        let unsupported = Some(StoreErrorKind::Unsupported);
        let plain: Arc<dyn Store> = Arc::new(Plain);
        assert!(Plain.blocks() && plain.blocks());
        assert_eq!(plain.remove(&key, 1).await.err().map(|error| error.kind()), unsupported);
        assert_eq!(plain.list(None, 1).await.err().map(|error| error.kind()), unsupported);
    }

    #[test]
    fn a_store_of_the_librarys_own_keeps_no_thread_though_it_is_shared() {
        let shared: Arc<dyn Store> = Arc::new(MemoryStore::default());
        assert!(!shared.blocks() && !Arc::new(shared).blocks());
    }

    #[test]
    fn an_account_is_a_name_in_a_store() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
        let alice = Account::new(Arc::clone(&store), "alice");
        assert_eq!(alice.name(), "alice");
        assert!(Arc::ptr_eq(alice.store(), &store));
        assert_eq!(format!("{alice:?}"), r#"Account { name: "alice", .. }"#);
    }
}
