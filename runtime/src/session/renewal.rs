//! When a session gets a new token, and how.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::Guard;
use tracing::Instrument as _;

use super::event::SessionEvent;
use super::flight::Outcome;
use super::held::{Count, Counted, Held};
use super::leased::Leased;
use super::task;
use super::turn::Turn;
use super::{Core, pilot};
use crate::protocol::token::AccessToken;
use crate::store::Record;
use crate::transport::Driver;
use crate::transport::heart::{CutOff, Heart};
use crate::transport::patience::Patience;
use crate::{Error, Reason};

/// So long one waits for a store that is only asked what others did.
const GLANCE: Duration = Duration::from_secs(1);

/// A token that is good for at least this long, and which one it is. One that ends soon is given out
/// while another is asked for behind it; one that has ended makes its callers wait.
pub(crate) async fn token(
    core: &Arc<Core>,
    at_least: Duration,
    patience: Patience,
) -> Result<Counted, Error> {
    if let Some(fresh) = at_once(core, at_least) {
        return Ok(fresh);
    }
    // On the heap, so that those who need not wait carry nothing of it around.
    Box::pin(not_fresh(core, at_least, patience)).await
}

/// Does something with the token if it is fresh.
pub(super) fn if_fresh<T>(core: &Core, f: impl FnOnce(&AccessToken) -> T) -> Option<T> {
    core.held().fresh(Duration::ZERO, core.http.clock()).map(f)
}

/// The token if it is fresh, and there is nothing to do about it.
fn at_once(core: &Core, at_least: Duration) -> Option<Counted> {
    let (held, clock) = (core.held(), core.http.clock());
    let fresh = held.fresh(at_least, clock)?;
    let settled = held.is_kept() && !held.is_look_due(clock);
    settled.then(|| (fresh.clone(), held.count.tokens))
}

async fn not_fresh(
    core: &Arc<Core>,
    at_least: Duration,
    patience: Patience,
) -> Result<Counted, Error> {
    let clock = core.http.clock();
    // Who renews looks by himself.
    let looks = core.has_ended() || core.held().fresh(at_least, clock).is_some();
    if looks {
        look(core, patience).await;
    }
    let held = Guard::into_inner(core.held());
    if held.to_keep(clock).is_some() {
        let shared = Arc::clone(core);
        behind(core, async move { keep_again(&shared).await });
    }
    if let Some(fresh) = held.fresh(at_least, clock) {
        return Ok((fresh.clone(), held.count.tokens));
    }
    if let Some(stale) = held.good_for(at_least, clock)
        && renew_behind(core, held.count, Asked::of(at_least))
    {
        return Ok((stale.clone(), held.count.tokens));
    }
    match renew(core, held.count, Asked::of(at_least), patience).await {
        Ok(renewed) => Ok(renewed),
        // A token in use is good for as long as it lives, whatever came of renewing it.
        Err(error) => {
            let held = core.held();
            let good = held.good_for(at_least, clock);
            good.map(|token| (token.clone(), held.count.tokens)).ok_or(error)
        }
    }
}

/// Waits until nothing goes on behind: a renewal of a token that ends soon, another try to keep one.
/// Where that has not come to its turn yet, it is begun here, and whoever comes later finds it done.
pub(super) async fn settle(core: &Arc<Core>) {
    if core.http.driver() == Driver::Library && Heart::get().is_err() {
        // Nothing goes on here, and nothing will.
        return;
    }
    let held = Guard::into_inner(core.held());
    if !held.is_kept() {
        let shared = Arc::clone(core);
        task::detached(core.http.driver(), async move { keep_now(&shared).await }).await.ok();
    }
    if held.is_stale(core.http.clock()) {
        renew_behind(core, held.count, Asked::of(Duration::ZERO));
    }
    drop(core.turns.wait().await);
}

/// Renews while the token that is there is used. Says whether somebody does, or nobody has to.
fn renew_behind(core: &Arc<Core>, before: Count, asked: Asked) -> bool {
    let Some(turn) = core.turns.take() else { return true };
    // Looked at in one's turn: another one may just have ended.
    if answered(core, before, asked).is_some() || paused(core, asked).is_some() {
        return true;
    }
    let renewal = renewal(core, turn, asked);
    task::begin(core.http.driver(), async move { drop(renewal.await) })
}

/// What came of asking, while the server is left alone.
fn paused(core: &Core, asked: Asked) -> Option<Error> {
    core.held().paused(core.http.clock()).filter(|_| !asked.insists)
}

/// Does something in a task of its own, unless the session is being renewed as it is.
fn behind(core: &Core, work: impl Future<Output = ()> + Send + 'static) {
    if core.turns.is_free() {
        task::begin(core.http.driver(), work);
    }
}

/// Looks what others made of the session, if that was not asked for a while. Where the session has
/// ended it is asked each time: before a user is sent away. Who has a token waits for a moment only;
/// the look goes on.
pub(super) async fn look(core: &Arc<Core>, patience: Patience) {
    let (ended, due, clock) = {
        let (held, clock) = (core.held(), core.http.clock());
        (held.ended.is_some(), held.is_look_due(clock), clock)
    };
    // A renewal that is under way looks by itself.
    if (ended || due) && core.turns.is_free() {
        let glance = Patience::of(GLANCE.min(patience.left(clock)), clock);
        is_newer_elsewhere(core, if ended { patience } else { glance }).await;
    }
}

/// Looks whether a session that has ended was begun anew by others.
async fn revive(core: &Arc<Core>, patience: Patience) {
    if core.has_ended() {
        look(core, patience).await;
    }
}

/// Looks what others made of the session: a new token, a login, an end. Says whether they did.
pub(super) async fn look_now(core: &Core) -> bool {
    let Some(keeper) = &core.keeper else { return false };
    let _one_at_a_time = core.turns.wait().await;
    let clock = core.http.clock();
    core.change(|held| held.looked(keeper.looks, clock));
    let mut changed = false;
    match keeper.load().await {
        Ok(found) => core.change(|held| changed = held.adopt(found.as_ref(), clock)),
        // It goes on with what it has.
        Err(error) => tracing::debug!(flow = %core.flow.name, reason = %error.reason(), "no look"),
    }
    core.settle_up();
    if changed {
        core.tell(core.held().news());
    }
    changed
}

/// Whether another process has changed the session: asked before a user is sent away for what this
/// one knows. It logged in anew, perhaps, with more scopes.
pub(crate) async fn is_newer_elsewhere(core: &Arc<Core>, patience: Patience) -> bool {
    let shared = Arc::clone(core);
    let looked = task::detached(core.http.driver(), async move { look_now(&shared).await });
    matches!(patience.with(&*core.http, looked).await, Ok(Ok(true)))
}

/// Gets a token in place of one that the API did not take: of all there were, this one.
pub(crate) async fn replace(
    core: &Arc<Core>,
    refused: u64,
    patience: Patience,
) -> Result<(), Error> {
    revive(core, patience).await;
    let before = Count { tokens: refused, ..core.held().count };
    let (_, brought) = renew(core, before, Asked::of(Duration::ZERO), patience).await?;
    core.refused.brought(brought);
    Ok(())
}

/// A new token, whatever the old one is good for, and though the server asked to wait: whoever
/// insists may know better.
pub(super) async fn force(core: &Arc<Core>, patience: Patience) -> Result<Counted, Error> {
    revive(core, patience).await;
    let before = core.held().count;
    renew(core, before, Asked { at_least: Duration::ZERO, insists: true }, patience).await
}

/// What is asked of a renewal.
#[derive(Clone, Copy)]
struct Asked {
    /// For how long the token should be good.
    at_least: Duration,
    /// Whether the server is asked though it wants to be left alone.
    insists: bool,
}

impl Asked {
    fn of(at_least: Duration) -> Self {
        Self { at_least, insists: false }
    }
}

/// Renews, once for all who ask: who comes second waits, and takes what the first one got.
///
/// The renewal is carried to its end by the driver: a caller that goes away takes no new refresh
/// token with it, and one that stands still keeps nobody waiting.
async fn renew(
    core: &Arc<Core>,
    before: Count,
    asked: Asked,
    patience: Patience,
) -> Result<Counted, Error> {
    let turn = loop {
        let end = core.turns.end();
        let turn = core.turns.take();
        // Looked at after that: whatever ended before has its answer there.
        if let Some(answer) = answered(core, before, asked) {
            return answer;
        }
        match turn {
            Some(turn) => break turn,
            None => patience.with(&*core.http, end).await?,
        }
    };
    if let Some(paused) = paused(core, asked) {
        return Err(paused);
    }
    let renewal = renewal(core, turn, asked);
    let renewed = task::detached(core.http.driver(), renewal);
    patience.with(&*core.http, renewed).await?.unwrap_or_else(|end| Err(cut_off(end)))
}

/// One renewal, in its turn.
fn renewal(
    core: &Arc<Core>,
    turn: Turn,
    asked: Asked,
) -> impl Future<Output = Result<Counted, Error>> + Send + 'static {
    let core = Arc::clone(core);
    async move {
        let _until_it_ends = turn;
        let span = tracing::debug_span!("renewal", flow = core.flow.name.as_ref());
        let attempt = attempt(&core, asked.at_least).instrument(span);
        task::caught(attempt).await.unwrap_or_else(|end| failed(&core, cut_off(end)))
    }
}

/// What came of a renewal since the count was taken, or what ended the session meanwhile: after that
/// no renewal brings anything any more, not even one that is under way.
fn answered(core: &Core, before: Count, asked: Asked) -> Option<Result<Counted, Error>> {
    let held = core.held();
    let ended = held.over().map(Err);
    ended.or_else(|| held.since(before, asked.at_least, core.http.clock()))
}

/// The task of the renewal is gone. What it sent is noted: the next one knows.
pub(super) fn cut_off(end: CutOff) -> Error {
    let why = match end {
        CutOff::RuntimeEnded => "the runtime is shutting down",
        CutOff::Panicked => "the store, the transport or the clock panicked",
        CutOff::NoThread => return Heart::get().err().unwrap_or_else(no_token),
    };
    Error::new(Reason::Interrupted, format!("the renewal was cut off: {why}"))
}

/// A renewal without a token is none.
fn no_token() -> Error {
    Error::new(Reason::Interrupted, "the renewal brought no access token")
}

/// A panic is a failure like others, so that of all who wait for the renewal one sends what is there.
fn failed(core: &Core, error: Error) -> Result<Counted, Error> {
    core.change(|held| held.fail(&error, core.http.clock()));
    core.tell(SessionEvent::RenewalFailed { reason: error.reason() });
    Err(error)
}

async fn attempt(core: &Arc<Core>, at_least: Duration) -> Result<Counted, Error> {
    if let Some(error) = core.is_crowded() {
        return failed(core, error);
    }
    let was_kept = core.held().is_kept();
    let (mut leased, clock) = (Leased::of(core), core.http.clock());
    let (outcome, owed) = pilot::fly(core, at_least, &mut leased.lease).await;
    let mut taken = false;
    core.change(|held| {
        taken = held.take(&outcome, owed, clock);
        if let Some(keeper) = &core.keeper {
            held.looked(keeper.looks, clock);
        }
    });
    drop(leased);
    if was_kept && !core.held().is_kept() {
        keep_later(core);
    }
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
        Outcome::Odd(_, unkept, error) => {
            if let Some(unkept) = unkept {
                let reason = unkept.reason();
                tracing::error!(flow = %core.flow.name, %reason, "a new refresh token is not kept");
                core.tell(SessionEvent::StoreFailed { reason });
            }
            let reason = error.reason();
            tracing::warn!(flow = %core.flow.name, %reason, "all that came is a refresh token");
            core.tell(SessionEvent::RenewalFailed { reason });
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

/// Offers the store what it did not take until it does, as long as anybody has the session. In a
/// world that drives itself that is done by those who ask for a token.
pub(super) fn keep_later(core: &Arc<Core>) {
    if core.http.driver() == Driver::Caller {
        return;
    }
    let Ok(heart) = Heart::get() else { return };
    let weak = Arc::downgrade(core);
    task::begin(Driver::Library, async move {
        while let Some(wait) = weak.upgrade().and_then(|core| core.keeps_in()) {
            heart.sleep(wait).await;
            let Some(core) = weak.upgrade() else { return };
            keep_again(&core).await;
        }
    });
}

/// Tries again to keep what the store did not take, if it is time to.
pub(super) async fn keep_again(core: &Core) {
    keep_if(core, |held| held.to_keep(core.http.clock())).await;
}

/// The same at once.
async fn keep_now(core: &Core) {
    keep_if(core, |held| (!held.is_kept()).then(|| Arc::clone(&held.record))).await;
}

async fn keep_if(core: &Core, to_keep: impl FnOnce(&Held) -> Option<Arc<Record>>) {
    let Some(keeper) = &core.keeper else { return };
    let _one_at_a_time = core.turns.wait().await;
    let clock = core.http.clock();
    let Some(record) = to_keep(&core.held()) else { return };
    let kept = keeper.catch_up(&record).await;
    core.change(|held| held.tried_to_keep(kept.is_ok(), clock));
    core.settle_up();
    match kept {
        // Who was faster has a newer token; the next renewal takes it up.
        Ok(_) => core.tell(SessionEvent::StoreRecovered),
        Err(error) => {
            tracing::error!(flow = %core.flow.name, reason = %error.reason(), "still not kept");
            core.tell(SessionEvent::StoreFailed { reason: error.reason() });
        }
    }
}
