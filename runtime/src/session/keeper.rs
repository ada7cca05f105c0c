//! The store of a session, and the one renewal that it watches over.

use std::sync::Arc;
use std::time::Duration;

use super::flight::{Effect, Event, Flight, Outcome, Right};
use super::{Core, acquire};
use crate::protocol::machine::{Answer, Machine, accept_renewal, renewal_request};
use crate::protocol::token::Token;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::told;
use crate::{Error, Reason};

/// How long to wait for another process that renews: longer than any renewal takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a record is put in the place of one that changes all the time.
const TRIES: u32 = 8;

/// Where a session is kept.
#[derive(Clone)]
pub(super) struct Keeper {
    pub(super) store: Arc<dyn Store>,
    pub(super) key: Key,
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
            StoreErrorKind::Unavailable | StoreErrorKind::Busy => {
                (Reason::StoreUnavailable, "the session goes on with what it has")
            }
            StoreErrorKind::Corrupt => (Reason::StoreRefused, "the user must log in again"),
            StoreErrorKind::Newer => (Reason::StoreRefused, "update this program"),
            StoreErrorKind::Foreign => (Reason::StoreRefused, "give each app a store of its own"),
            StoreErrorKind::Unsafe => (Reason::StoreRefused, "make it the user's alone"),
        };
        Self::new(reason, error.to_string()).advice(advice).with_source(error)
    }
}

/// Renews the token of a session, wanted for at least so long.
pub(super) async fn fly(core: &Core, wanted: Duration) -> Outcome {
    let base = Record::clone(&core.held().record);
    let mut flight = Flight::new(base, wanted).consented(core.consent_lifetime());
    let mut event = Event::Begun;
    // Held until the renewal is over.
    let mut _lease = None;
    loop {
        event = match flight.step(event, core.http.clock().now()) {
            Effect::Lease => {
                let leased = lease(core).await;
                Event::Leased(leased.map(|lease| {
                    let expires = lease.as_ref().is_some_and(Lease::expires);
                    _lease = lease;
                    if expires { Right::Expires } else { Right::Sure }
                }))
            }
            Effect::Load => Event::Loaded(load(core).await),
            Effect::Commit { expected, record } => {
                Event::Committed(commit(core, expected, &record).await)
            }
            Effect::Send(token) => Event::Answered(send(core, &token).await),
            Effect::Wait(wait) => {
                core.http.clock().sleep(wait).await;
                Event::Waited
            }
            Effect::Finish(outcome) => return outcome,
        };
    }
}

async fn lease(core: &Core) -> Result<Option<Lease>, Error> {
    match &core.keeper {
        Some(keeper) => keeper.lease().await.map(Some),
        None => Ok(None),
    }
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
        Ok((token, None)) => Answer::Renewed(token),
        Ok((Token { refresh: Some(refresh_token), .. }, Some(error))) => {
            Answer::Odd(refresh_token, error)
        }
        Ok((_, Some(error))) | Err(error) => Answer::Failed(error),
    }
}

async fn refresh(core: &Core, old: &Token) -> Answer {
    let request = match renewal_request(core.flow, &core.config, old) {
        Ok(request) => request,
        Err(error) => return Answer::Failed(error),
    };
    match told::send(&*core.http, request, &core.flow.name, "renew").await {
        Ok(response) => {
            accept_renewal(core.flow, &core.config, old, &response, core.http.clock().now())
        }
        Err(error) => unanswered(Error::from(error).at(&core.flow.name, "renew")),
    }
}

/// The request may have arrived: what the server answered, nobody knows.
fn unanswered(error: Error) -> Answer {
    let lost = [Reason::Interrupted, Reason::Timeout, Reason::BodyTooLarge];
    if lost.contains(&error.reason()) { Answer::Lost(error) } else { Answer::Failed(error) }
}

/// Nothing brings another token without the user.
fn over(core: &Core) -> Error {
    let error = if core.flow.properties.refreshable {
        let message = "the server gave no refresh token to renew with";
        Error::new(Reason::NoRefreshToken, message).advice(
            "the user must log in again once the token has ended; ask the provider what it wants \
             for a refresh token: a scope such as `offline_access`, or an option of the login",
        )
    } else {
        Error::new(Reason::TokenEnded, "the token has ended, and this flow has no renewal")
            .advice("the user must log in again")
    };
    error.at(&core.flow.name, "renew")
}
