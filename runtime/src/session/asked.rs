//! What a store is asked, with an end of ours.

use std::sync::Arc;
use std::time::Duration;

use super::task;
use crate::store::{Store, StoreError, StoreErrorKind};
use crate::transport::deadline::within;
use crate::transport::heart::{CutOff, Heart};
use crate::transport::{Beside, BoxFuture, Driver};

/// How long a store may take to load or to commit. Its own limit comes before this one: a store says
/// better than we can what it waited for.
pub(super) const LONGEST: Duration = Duration::from_secs(65);

type Asked<T> = Result<T, StoreError>;

/// Asks a store, and waits for what it says, for so long at most; in a world that drives itself, for
/// as long as it takes. What was asked is done though whoever asked goes away.
pub(super) async fn asked<T: Send + 'static>(
    store: &Arc<dyn Store>,
    driver: Driver,
    longest: Duration,
    ask: impl FnOnce(Arc<dyn Store>) -> BoxFuture<'static, Asked<T>>,
) -> Asked<T> {
    let asking = ask(Arc::clone(store));
    if driver == Driver::Caller {
        return asking.await;
    }
    let heart = Heart::get().map_err(|error| {
        StoreError::new(StoreErrorKind::Unavailable, error.to_string()).with_source(error)
    })?;
    let blocks = store.blocks();
    // On the heap, so that those who need not wait so carry nothing of it around.
    let limited = Box::pin(async move {
        let sleep = |wait| heart.sleep(wait);
        let answer = match blocks {
            true => within(longest, sleep, Beside::new(heart, asking)).await,
            false => within(longest, sleep, task::caught(asking)).await,
        };
        answer.unwrap_or(Ok(Err(silent(longest)))).unwrap_or_else(cut_off)
    });
    if Heart::is_here() {
        return limited.await;
    }
    heart.carry(limited).await.unwrap_or_else(cut_off)
}

fn silent(longest: Duration) -> StoreError {
    let message = format!("the store did not answer within {} seconds", longest.as_secs());
    StoreError::new(StoreErrorKind::Unavailable, message)
}

fn cut_off<T>(end: CutOff) -> Asked<T> {
    let message = match end {
        CutOff::RuntimeEnded => "the process is ending",
        CutOff::Panicked => "the store panicked",
        CutOff::NoThread => "there is no thread to ask it",
    };
    Err(StoreError::new(StoreErrorKind::Unavailable, message))
}
