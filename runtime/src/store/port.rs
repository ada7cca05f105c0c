//! The port to where sessions are kept.

use std::sync::Arc;
use std::time::Duration;

use super::{Account, Key, Lease, Record, StoreError};
use crate::transport::BoxFuture;

/// Keeps records. Whoever writes one promises:
///
/// - What [`commit`](Self::commit) said is done is there after a crash of the machine, as a whole.
/// - `commit` compares and replaces in one step: of two that expect the same generation, one is
///   told of a conflict.
/// - While a [`Lease`] is held nobody else gets one for the same key; when its holder dies, it ends.
/// - Keys are no secrets, records are: they are readable for the user alone.
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

    /// The place of an account's sessions in this store.
    fn account(self, name: impl Into<String>) -> Account
    where
        Self: Sized + 'static,
    {
        Account::new(Arc::new(self), name)
    }
}

/// What came of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a conflict means that nothing was kept"]
pub enum Committed {
    /// The record is kept.
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
}
