//! The check of a store.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::broken::Broken;
use super::trial::Trial;
use super::{commits, leases, removals};
use crate::store::Store;

/// No wait is longer than a minute; a busy machine may take as long again.
const LONGEST: Duration = Duration::from_secs(120);

/// Tries a store: what is committed is loaded again, of two who expect the same generation one is
/// told of a conflict, keys are kept apart, one lease excludes the next, what is removed is gone,
/// what is there is listed, and every wait ends. For tests of a store of one's own; use an empty
/// one.
///
/// The store is asked on threads of the check's own, as it is by sessions, so that this may be
/// awaited in any runtime, or in none. A store that can neither remove nor list may say so.
///
/// ```
/// # use std::sync::Arc;
/// use spotify_flow::store::{MemoryStore, check_conformance};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// check_conformance(Arc::new(MemoryStore::default())).await.unwrap();
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// The first promise that is broken, in words.
pub async fn check_conformance(store: Arc<dyn Store>) -> Result<(), Broken> {
    apart(store, LONGEST).await
}

/// Makes the check on a thread of its own: whatever a store does to it, who called goes on.
async fn apart(store: Arc<dyn Store>, longest: Duration) -> Result<(), Broken> {
    let failed = |error: io::Error| Broken::new(format!("the check could not begin: {error}"));
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let (told, result) = oneshot::channel();
    let check = move || {
        let result = runtime.block_on(check(&Trial { store, longest }));
        // Not dropped, for that would wait for a store that never answers.
        runtime.shutdown_background();
        told.send(result).ok();
    };
    thread::Builder::new().name("conformance".to_owned()).spawn(check).map_err(failed)?;
    result.await.unwrap_or_else(|_| Err(Broken::new("a store does not panic")))
}

async fn check(trial: &Trial) -> Result<(), Broken> {
    commits::commits_and_loads(trial).await?;
    commits::conflicts(trial).await?;
    commits::keys_are_apart(trial).await?;
    commits::many_writers(trial).await?;
    commits::one_that_is_dropped(trial).await?;
    leases::leases(trial).await?;
    removals::removes(trial).await?;
    removals::lists(trial).await
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Mutex;

    use super::super::records::{is_same, record};
    use super::*;
    use crate::store::{Committed, Key, Lease, MemoryStore, Record, StoreError};
    use crate::transport::BoxFuture;

    /// A store in memory with one flaw.
    #[derive(Default)]
    struct Flawed {
        inner: MemoryStore,
        flaw: &'static str,
        /// What is done when something else is asked for.
        late: Mutex<Option<(Key, Record)>>,
    }

    impl Flawed {
        /// Remembers what it is asked for, and never says that it did it.
        fn later(
            &self,
            key: &Key,
            record: &Record,
        ) -> BoxFuture<'_, Result<Committed, StoreError>> {
            let asked = (key.clone(), record.clone());
            Box::pin(async move {
                *self.late.lock().unwrap() = Some(asked);
                pending().await
            })
        }
    }

    impl Store for Flawed {
        fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
            match self.flaw {
                "never answers" => Box::pin(pending()),
                "keeps its thread" => loop {
                    thread::park();
                },
                "panics" => panic!("as it was told to"),
                _ => self.inner.load(key),
            }
        }

        fn commit<'a>(
            &'a self,
            key: &'a Key,
            expected: u64,
            record: &'a Record,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            let second = is_same(key, Some(record), &self::record(2, "second"));
            if self.flaw == "is late" && second && key.account() == "dropped" {
                return self.later(key, record);
            }
            let late = self.late.lock().unwrap().take();
            Box::pin(async move {
                if let Some((key, record)) = late {
                    assert_eq!(self.inner.commit(&key, 1, &record).await?, Committed::Done);
                }
                self.inner.commit(key, expected, record).await
            })
        }

        fn lease<'a>(
            &'a self,
            key: &'a Key,
            patience: Duration,
        ) -> BoxFuture<'a, Result<Lease, StoreError>> {
            match self.flaw {
                "has no patience" => self.inner.lease(key, Duration::ZERO),
                "waits for ever" => self.inner.lease(key, Duration::MAX / 2),
                "gives to all" => Box::pin(async { Ok(Lease::new(())) }),
                _ => self.inner.lease(key, patience),
            }
        }

        fn remove<'a>(
            &'a self,
            key: &'a Key,
            expected: u64,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            match self.flaw {
                "removes nothing" => Box::pin(async { Ok(Committed::Done) }),
                "can't remove" => Box::pin(async { Err(StoreError::unsupported("it can't")) }),
                _ => self.inner.remove(key, expected),
            }
        }

        fn list<'a>(
            &'a self,
            after: Option<&'a Key>,
            most: usize,
        ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
            match self.flaw {
                "lists all at once" => self.inner.list(after, usize::MAX),
                "lists the first page" => self.inner.list(None, most),
                "lists nothing" => Box::pin(async { Ok(Vec::new()) }),
                "can't list" => Box::pin(async { Err(StoreError::unsupported("it can't")) }),
                _ => self.inner.list(after, most),
            }
        }
    }

    /// What is said of a store with this flaw; the longest wait is long beside what memory takes.
    fn said(flaw: &'static str) -> String {
        let store = Arc::new(Flawed { flaw, ..Flawed::default() });
        let runtime = Builder::new_current_thread().build().unwrap();
        let result = runtime.block_on(apart(store, Duration::from_secs(10)));
        result.map_or_else(|broken| broken.to_string(), |()| "it keeps them all".to_owned())
    }

    #[test]
    fn each_flaw_of_a_store_is_told_by_the_promise_that_it_breaks() {
        for (flaw, told) in [
            ("", "it keeps them all"),
            ("is late", "it keeps them all"),
            ("can't remove", "it keeps them all"),
            ("can't list", "it keeps them all"),
            ("never answers", "every wait ends"),
            ("keeps its thread", "every wait ends"),
            ("panics", "a store does not panic"),
            ("has no patience", "a lease is waited for"),
            ("waits for ever", "every wait ends"),
            ("gives to all", "a lease that is held is given to nobody else"),
            ("removes nothing", "a removal on another generation is a conflict"),
            ("lists all at once", "a page has as many keys as were asked for, or fewer"),
            ("lists the first page", "no key is listed twice"),
            ("lists nothing", "every record is listed"),
        ] {
            let said = said(flaw);
            assert!(said.starts_with(told), "{flaw}: {said}");
        }
    }
}
