//! A session that no store has, as the store of those that were made of it.

use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError};
use crate::transport::BoxFuture;

/// A session that no store has, as the store of those that were made of it over other transports:
/// they share its token, and one of them all renews at a time.
pub(super) struct Lent(pub(super) Arc<Core>);

impl Store for Lent {
    fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async { Ok(Some(Record::clone(&self.0.held().record))) })
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            let mut committed = Committed::Conflict;
            let clock = self.0.http.clock();
            self.0.change(|held| committed = held.commit(expected, record, clock));
            Ok(committed)
        })
    }

    fn lease<'a>(&'a self, _: &'a Key, _: Duration) -> BoxFuture<'a, Result<Lease, StoreError>> {
        // A turn ends with a renewal, and that has an end of its own.
        Box::pin(async { Ok(Lease::new(self.0.turns.wait().await)) })
    }

    fn blocks(&self) -> bool {
        false
    }
}
