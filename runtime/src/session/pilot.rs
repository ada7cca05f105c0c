//! Carries out what a renewal wants done: asks the store, and the server.

use std::time::Duration;

use super::flight::{Effect, Event, Flight, Outcome, Right};
use super::{Core, acquire, kept_right};
use crate::protocol::machine::{Answer, Machine, accept_renewal, renewal_request};
use crate::protocol::token::Token;
use crate::store::{Committed, Lease, Record};
use crate::transport::told;
use crate::{Error, Reason};

/// Renews the token of a session, wanted for at least so long. Says how that ended, and whether the
/// store is owed a token after it. The right to renew is for the caller to give back.
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
    let Some(keeper) = core.keeper.as_ref().filter(|_| right.is_none()) else {
        let expires = right.as_ref().is_some_and(Lease::expires);
        return Ok(if expires { Right::Expires } else { Right::Sure });
    };
    let lease = right.insert(keeper.lease().await?);
    Ok(kept_right::new_right(lease))
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
    let machine = Machine::begin(flow, core.config.clone()).asking_again(&token.asked);
    match acquire(machine, &*core.http).await {
        // What this answer left out of what is kept stays.
        Ok((new, None)) => Answer::Renewed(Token { kept: new.kept.over(&token.kept), ..new }),
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
        Error::new(Reason::NoRefreshToken, message).with_advice(
            "the user must log in again when the token ends; ask the provider what it wants for a \
             refresh token: a scope such as `offline_access`, or an option of the login",
        )
    } else {
        Error::new(Reason::TokenEnded, "the token has ended, and this flow has no renewal")
            .with_advice("the user must log in again")
    };
    error.at(&core.flow.name, "renew")
}
