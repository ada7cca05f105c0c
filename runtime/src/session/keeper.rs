//! The store of a session, and the one renewal that it watches over.

use std::sync::Arc;
use std::time::Duration;

use super::crowd::Crowd;
use super::flight::{Answer, Effect, Event, Flight, Outcome, Right};
use super::{Core, acquire};
use crate::protocol::machine::{Machine, accept_renewal, renewal_request};
use crate::protocol::token::Token;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::told;
use crate::{Error, ErrorKind, Reason};

/// How long to wait for another process that renews: longer than any renewal takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a record is put in the place of one that changes all the time.
const TRIES: u32 = 8;

/// Where a session is kept.
#[derive(Clone)]
pub(super) struct Keeper {
    pub(super) store: Arc<dyn Store>,
    pub(super) key: Key,
    /// How old what is known of it may become while the session is in use.
    pub(super) looks: Duration,
    /// The others that are kept there, where many are.
    pub(super) crowd: Option<Arc<Crowd>>,
}

impl Keeper {
    pub(super) async fn load(&self) -> Result<Option<Record>, Error> {
        Ok(self.read().await?)
    }

    async fn read(&self) -> Result<Option<Record>, StoreError> {
        let record = self.store.load(&self.key).await?;
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
    async fn commit(&self, expected: u64, record: &Record) -> Result<Committed, Error> {
        let committed = self.store.commit(&self.key, expected, record).await?;
        let generation = record.generation();
        let flow = self.key.flow();
        tracing::debug!(flow, generation, outcome = ?committed, "commit to the store");
        Ok(committed)
    }

    /// The right to renew.
    async fn lease(&self) -> Result<Lease, Error> {
        let lease = self.store.lease(&self.key, PATIENCE).await?;
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
        let message = "others keep changing what the store has of this session";
        Err(Error::new(Reason::StoreUnavailable, message))
    }

    /// Keeps a record that the store did not take before, unless it has a newer one by now.
    pub(super) async fn catch_up(&self, record: &Record) -> Result<Committed, Error> {
        let Some(there) = self.load().await? else { return self.commit(0, record).await };
        match record.after_older(&there) {
            Some(record) => self.commit(there.generation(), &record).await,
            None => Ok(Committed::Conflict),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let (reason, advice) = match error.kind() {
            StoreErrorKind::Unavailable => (Reason::StoreUnavailable, "try again"),
            StoreErrorKind::Busy => (
                Reason::StoreUnavailable,
                "try again; whoever renews may hold a token that the store does not take",
            ),
            StoreErrorKind::Corrupt => (Reason::StoreRefused, "the user must log in again"),
            StoreErrorKind::Newer => (Reason::StoreRefused, "update this program"),
            StoreErrorKind::Foreign => (Reason::StoreRefused, "give each app a store of its own"),
            StoreErrorKind::Unsafe => (Reason::StoreRefused, "make it the user's alone"),
        };
        Self::new(reason, error.to_string()).advice(advice).with_source(error)
    }
}

/// Renews the token of a session, wanted for at least so long. Says how that ended, and whether the
/// store is owed a token after it. The right to renew is held until this is dropped.
pub(super) async fn fly(
    core: &Core,
    wanted: Duration,
    right: &mut Option<Lease>,
) -> (Outcome, bool) {
    let base = Record::clone(&core.held().record);
    let flight = Flight::new(base, wanted).consented(core.consent_lifetime());
    let mut flight = flight.owed(right.is_some());
    let mut event = Event::Begun;
    loop {
        event = match flight.step(event, core.http.clock().now()) {
            Effect::Lease => Event::Leased(lease(core, right).await),
            Effect::Load => Event::Loaded(load(core).await),
            Effect::Commit { expected, record } => {
                Event::Committed(commit(core, expected, &record).await)
            }
            Effect::Send(token) => Event::Answered(send(core, &token).await),
            Effect::Wait(wait) => {
                core.http.clock().sleep(wait).await;
                Event::Waited
            }
            Effect::Finish(outcome) => {
                let owed = flight.owes(&outcome);
                return (outcome, owed);
            }
        };
    }
}

/// The right to renew: the one that is there, or one from the store.
async fn lease(core: &Core, right: &mut Option<Lease>) -> Result<Right, Error> {
    if let Some(keeper) = core.keeper.as_ref().filter(|_| right.is_none()) {
        *right = Some(keeper.lease().await?);
    }
    let expires = right.as_ref().is_some_and(Lease::expires);
    Ok(if expires { Right::Expires } else { Right::Sure })
}

/// A session without a store is its own: what it holds is what is kept.
async fn load(core: &Core) -> Result<Option<Record>, Error> {
    match &core.keeper {
        Some(keeper) => keeper.load().await,
        None => Ok(Some(Record::clone(&core.held().record))),
    }
}

async fn commit(core: &Core, expected: u64, record: &Record) -> Result<Committed, Error> {
    match &core.keeper {
        Some(keeper) => keeper.commit(expected, record).await,
        None => {
            let mut committed = Committed::Conflict;
            core.change(|held| committed = held.commit(expected, record, core.http.clock()));
            Ok(committed)
        }
    }
}

async fn send(core: &Core, token: &Token) -> Answer {
    let flow = core.flow;
    if flow.properties.refreshable && token.has_refresh_token() {
        return refresh(core, token).await;
    }
    if flow.properties.needs_user_consent {
        return Answer::Failed(over(core));
    }
    match acquire(Machine::begin(flow, core.config.clone()), &*core.http).await {
        Ok(token) => Answer::Renewed(token),
        Err(error) => Answer::Failed(error),
    }
}

async fn refresh(core: &Core, old: &Token) -> Answer {
    let request = match renewal_request(core.flow, &core.config, old) {
        Ok(request) => request,
        Err(error) => return Answer::Failed(error),
    };
    let response = match told::send(&*core.http, request, &core.flow.name, "renew").await {
        Ok(response) => response,
        Err(error) => return unanswered(Error::from(error).at(&core.flow.name, "renew")),
    };
    match accept_renewal(core.flow, &core.config, old, &response, core.http.clock().now()) {
        Ok(token) => Answer::Renewed(token),
        Err(error) if error.kind() == ErrorKind::ConsentRequired => Answer::Refused(error),
        // A gateway has no answer of the server's: that may have given one, to nobody.
        Err(error) if matches!(error.status(), Some(502 | 504)) => Answer::Lost(error),
        // The server took the refresh token; what it gave for it can't be read, perhaps because the
        // answer broke off where only the end of the connection marks its own.
        Err(error) if response.status().is_success() && error.status().is_none() => {
            Answer::Lost(error)
        }
        Err(error) => Answer::Failed(error),
    }
}

/// The request may have arrived: what the server answered, nobody knows.
fn unanswered(error: Error) -> Answer {
    let lost = [Reason::Interrupted, Reason::Timeout, Reason::BodyTooLarge];
    if lost.contains(&error.reason()) { Answer::Lost(error) } else { Answer::Failed(error) }
}

/// The token has ended, and nothing replaces it without the user.
fn over(core: &Core) -> Error {
    let (reason, message) = if core.flow.properties.refreshable {
        (Reason::NoRefreshToken, "the token has ended, and there is no refresh token")
    } else {
        (Reason::TokenEnded, "the token has ended, and this flow has no renewal")
    };
    Error::new(reason, message).advice("the user must log in again").at(&core.flow.name, "renew")
}
