//! When a session gets a new token, and how.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::Guard;
use tracing::Instrument as _;

use super::event::SessionEvent;
use super::flight::Outcome;
use super::held::{Count, Counted};
use super::task::{self, CutOff};
use super::{Core, keeper};
use crate::token::AccessToken;
use crate::{Error, Reason};

/// A token that is good for at least this long, and which one it is. One that ends soon is given out
/// while another is asked for behind it; one that has ended makes its callers wait.
pub(super) async fn token(core: &Arc<Core>, at_least: Duration) -> Result<Counted, Error> {
    if let Some(fresh) = if_fresh(core, at_least, |token, number| (token.clone(), number)) {
        return Ok(fresh);
    }
    // On the heap, so that those who need not wait carry nothing of it around.
    Box::pin(not_fresh(core, at_least)).await
}

/// Does something with the token, and with its number, if it is fresh and there is nothing to do
/// about it.
pub(super) fn if_fresh<T>(
    core: &Core,
    at_least: Duration,
    f: impl FnOnce(&AccessToken, u64) -> T,
) -> Option<T> {
    let held = core.held();
    let fresh = held.fresh(at_least, core.http.clock()).filter(|_| held.is_kept());
    fresh.map(|token| f(token, held.count.tokens))
}

async fn not_fresh(core: &Arc<Core>, at_least: Duration) -> Result<Counted, Error> {
    let clock = core.http.clock();
    let held = Guard::into_inner(core.held());
    if held.to_keep(clock).is_some() {
        let shared = Arc::clone(core);
        behind(core, async move { keep_again(&shared).await });
    }
    if let Some(fresh) = held.fresh(at_least, clock) {
        return Ok((fresh.clone(), held.count.tokens));
    }
    if let Some(stale) = held.good_for(at_least, clock) {
        let (shared, before) = (Arc::clone(core), held.count);
        let renewed = async move {
            renew(&shared, before, false).await.ok();
        };
        if behind(core, renewed) {
            return Ok((stale.clone(), held.count.tokens));
        }
    }
    match renew(core, held.count, false).await {
        Ok(renewed) => Ok(renewed),
        // A token in use is good for as long as it lives, whatever came of renewing it.
        Err(error) => {
            let held = core.held();
            let good = held.good_for(at_least, clock);
            good.map(|token| (token.clone(), held.count.tokens)).ok_or(error)
        }
    }
}

/// Does something in a task of its own, unless the session is being renewed as it is. Says whether
/// somebody does.
fn behind(core: &Core, work: impl Future<Output = ()> + Send + 'static) -> bool {
    core.renewing.try_lock().is_err() || task::begin(work)
}

/// Gets a token in place of one that the API did not take: of all there were, this one.
pub(super) async fn replace(core: &Arc<Core>, refused: u64) -> Result<(), Error> {
    let before = Count { tokens: refused, ..core.held().count };
    renew(core, before, false).await.map(|_| ())
}

/// A new token, whatever the old one is good for, and though the server asked to wait: whoever
/// insists may know better.
pub(super) async fn force(core: &Arc<Core>) -> Result<Counted, Error> {
    let before = core.held().count;
    renew(core, before, true).await
}

/// Renews, once for all who ask: who comes second waits, and takes what the first one got.
///
/// The renewal runs in a task of its own: a caller that goes away takes no new refresh token with
/// it.
async fn renew(core: &Arc<Core>, before: Count, insists: bool) -> Result<Counted, Error> {
    // Also while a renewal is under way: it brings nothing any more.
    if let Some(ended) = core.held().over() {
        return Err(ended);
    }
    let shared = Arc::clone(core);
    let renewal = async move {
        let _one_at_a_time = shared.renewing.lock().await;
        let held = Guard::into_inner(shared.held());
        if let Some(result) = held.since(before) {
            return result;
        }
        if let Some(ended) = held.over() {
            return Err(ended);
        }
        if let Some(paused) = held.paused(shared.http.clock()).filter(|_| !insists) {
            return Err(paused);
        }
        let span = tracing::debug_span!("renewal", flow = shared.flow.name.as_ref());
        attempt(&shared).instrument(span).await
    };
    task::detached(renewal).await.unwrap_or_else(|end| Err(cut_off(end)))
}

/// The task of the renewal is gone. What it sent is noted: the next one knows.
fn cut_off(end: CutOff) -> Error {
    let why = match end {
        CutOff::RuntimeEnded => "the runtime is shutting down",
        CutOff::Panicked => "the store, the transport or the clock panicked",
    };
    Error::new(Reason::Interrupted, format!("the renewal was cut off: {why}"))
}

/// A renewal without a token is none.
fn no_token() -> Error {
    Error::new(Reason::Interrupted, "the renewal brought no access token")
}

async fn attempt(core: &Core) -> Result<Counted, Error> {
    let outcome = keeper::fly(core, Duration::ZERO).await;
    let mut taken = false;
    core.change(|held| taken = held.take(&outcome, core.http.clock()));
    let held = Guard::into_inner(core.held());
    if let Some(ended) = held.over().filter(|_| !taken) {
        return Err(ended);
    }
    match outcome {
        Outcome::Token(_) => tracing::debug!(flow = %core.flow.name, "token renewed"),
        Outcome::Unkept(_, error) => {
            let reason = error.reason();
            tracing::error!(flow = %core.flow.name, %reason, "the new token is not kept");
            core.tell(SessionEvent::StoreFailed { reason });
        }
        Outcome::Ended(_, error) => {
            let reason = error.reason();
            let message = "the session has ended: the user must log in again";
            tracing::warn!(flow = %core.flow.name, %reason, message);
            core.tell(SessionEvent::Ended { reason });
            return Err(error);
        }
        Outcome::Failed(_, error) => {
            let reason = error.reason();
            let kind = error.kind();
            tracing::warn!(flow = %core.flow.name, %reason, ?kind, "no new token");
            core.tell(SessionEvent::RenewalFailed { reason });
            return Err(error);
        }
    }
    let renewed = held.counted().ok_or_else(no_token)?;
    core.tell(SessionEvent::Renewed { expires_at: renewed.0.expires_at() });
    core.warn_of_the_end();
    Ok(renewed)
}

/// Tries again to keep what the store did not take.
pub(super) async fn keep_again(core: &Core) {
    let Some(keeper) = &core.keeper else { return };
    let _one_at_a_time = core.renewing.lock().await;
    let clock = core.http.clock();
    let Some(record) = core.held().to_keep(clock) else { return };
    let kept = keeper.catch_up(&record).await;
    core.change(|held| held.tried_to_keep(kept.is_ok(), clock));
    match kept {
        // Who was faster has a newer token; the next renewal takes it up.
        Ok(_) => core.tell(SessionEvent::StoreRecovered),
        Err(error) => {
            tracing::error!(flow = %core.flow.name, reason = %error.reason(), "still not kept");
            core.tell(SessionEvent::StoreFailed { reason: error.reason() });
        }
    }
}
