//! When a session gets a new token, and how.

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument as _;

use super::event::SessionEvent;
use super::flight::Outcome;
use super::{Core, keeper};
use crate::token::AccessToken;
use crate::{Error, ErrorKind, Reason};

/// A token that is good for at least this long. One that ends soon is given out while another is
/// asked for behind it; one that has ended makes its callers wait.
pub(super) async fn token(core: &Arc<Core>, at_least: Duration) -> Result<AccessToken, Error> {
    let clock = core.http.clock();
    let (fresh, stale, generation) = core.held(|held| {
        let fresh = held.good_for(at_least.max(held.margin), clock);
        (fresh, held.good_for(at_least, clock), held.generation)
    });
    if core.held(|held| held.to_keep(clock)).is_some() {
        behind(core, |core| async move { keep_again(&core).await });
    }
    if let Some(fresh) = fresh {
        return Ok(fresh);
    }
    let renews = |core: Arc<Core>| async move {
        renew(&core, generation, false).await.ok();
    };
    if let Some(stale) = stale.filter(|_| behind(core, renews)) {
        return Ok(stale);
    }
    match renew(core, generation, false).await {
        Ok(renewed) => Ok(renewed),
        // A token in use is good for as long as it lives, whatever came of renewing it.
        Err(error) => core.held(|held| held.good_for(at_least, clock)).ok_or(error),
    }
}

/// Does something in a task of its own, unless the session is being renewed as it is. Says whether
/// somebody does.
fn behind<F>(core: &Arc<Core>, work: impl FnOnce(Arc<Core>) -> F) -> bool
where
    F: Future<Output = ()> + Send + 'static,
{
    if core.renewing.try_lock().is_err() {
        return true;
    }
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return false };
    runtime.spawn(work(Arc::clone(core)));
    true
}

/// A token that is good for now, and which one it is: they are counted.
pub(super) async fn token_of_now(core: &Arc<Core>) -> Result<(AccessToken, u64), Error> {
    let token = token(core, Duration::ZERO).await?;
    Ok(core.held(|held| held.counted(token)))
}

/// Gets a token in place of one that the API did not take.
pub(super) async fn replace(core: &Arc<Core>, refused: u64) -> Result<(), Error> {
    renew(core, refused, false).await.map(|_| ())
}

/// A new token, whatever the old one is good for, and though the server asked to wait: whoever
/// insists may know better.
pub(super) async fn force(core: &Arc<Core>) -> Result<AccessToken, Error> {
    let generation = core.held(|held| held.generation);
    renew(core, generation, true).await
}

/// Renews, once for all who ask: who comes second waits, and takes what the first one got.
///
/// The renewal runs in a task of its own: a caller that goes away takes no new refresh token with
/// it.
async fn renew(core: &Arc<Core>, generation: u64, insists: bool) -> Result<AccessToken, Error> {
    // Also while a renewal is under way: it brings nothing any more.
    if let Some(ended) = core.held(|held| held.over()) {
        return Err(ended);
    }
    let shared = Arc::clone(core);
    let failures = core.held(|held| held.failures);
    let renewal = async move {
        let _one_at_a_time = shared.renewing.lock().await;
        if let Some(result) = shared.held(|held| held.since(generation, failures)) {
            return result;
        }
        if let Some(ended) = shared.held(|held| held.over()) {
            return Err(ended);
        }
        let paused = shared.held(|held| held.paused(shared.http.clock()));
        if let Some(paused) = paused.filter(|_| !insists) {
            return Err(paused);
        }
        let span = tracing::debug_span!("renewal", flow = shared.flow.name.as_ref());
        attempt(&shared).instrument(span).await
    };
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => runtime.spawn(renewal).await.unwrap_or_else(|_| Err(lost())),
        Err(_) => renewal.await,
    }
}

/// The task of the renewal is gone: its runtime is shutting down.
fn lost() -> Error {
    Error::new(Reason::Interrupted, "the renewal was cut off: the runtime is shutting down")
}

async fn attempt(core: &Core) -> Result<AccessToken, Error> {
    let outcome = keeper::fly(core, Duration::ZERO).await;
    let clock = core.http.clock();
    let (record, unkept) = match outcome {
        Outcome::Token(record) => (record, None),
        Outcome::Unkept(record, error) => (record, Some(error)),
        Outcome::Ended(record, error) => {
            let news = core.held(|held| {
                held.fail(&error, clock);
                // An end is an end: the same question again would get the same answer.
                held.end(record, &error)
            });
            if news {
                tracing::warn!(
                    flow = %core.flow.name,
                    reason = %error.reason(),
                    "the session has ended: the user must log in again"
                );
                core.tell(SessionEvent::Ended { reason: error.reason() });
            }
            return Err(error);
        }
        Outcome::Failed(record, error) => {
            tracing::warn!(
                flow = %core.flow.name,
                reason = %error.reason(),
                consent_required = error.kind() == ErrorKind::ConsentRequired,
                "no new token"
            );
            core.held(|held| {
                held.record = record;
                held.fail(&error, clock);
            });
            core.tell(SessionEvent::RenewalFailed { reason: error.reason() });
            return Err(error);
        }
    };
    tracing::debug!(flow = %core.flow.name, "token renewed");
    let access = record.token.access_token().cloned();
    let ended = core.held(|held| {
        held.replace(record, unkept.is_some(), clock);
        held.over()
    });
    if let Some(ended) = ended {
        return Err(ended);
    }
    if let Some(error) = unkept {
        tracing::error!(flow = %core.flow.name, reason = %error.reason(), "the new token is not kept");
        core.tell(SessionEvent::StoreFailed { reason: error.reason() });
    }
    let expires_at = access.as_ref().and_then(AccessToken::expires_at);
    core.tell(SessionEvent::Renewed { expires_at });
    core.warn_of_the_end();
    access.ok_or_else(lost)
}

/// Tries again to keep what the store did not take.
pub(super) async fn keep_again(core: &Core) {
    let Some(keeper) = &core.keeper else { return };
    let _one_at_a_time = core.renewing.lock().await;
    let clock = core.http.clock();
    let Some(record) = core.held(|held| held.to_keep(clock)) else { return };
    let kept = keeper.catch_up(&record).await;
    core.held(|held| held.tried_to_keep(kept.is_ok(), clock));
    match kept {
        // Who was faster has a newer token; the next renewal takes it up.
        Ok(_) => core.tell(SessionEvent::StoreRecovered),
        Err(error) => {
            tracing::error!(flow = %core.flow.name, reason = %error.reason(), "still not kept");
            core.tell(SessionEvent::StoreFailed { reason: error.reason() });
        }
    }
}
