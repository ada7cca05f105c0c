//! A renewal: not a step of an attempt, but what a session does with its refresh token.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};

use super::Machine;
use crate::protocol::client_authentication;
use crate::protocol::config::Config;
use crate::protocol::error::without;
use crate::protocol::flow_def::{BindingDef, FlowDef, PostDef};
use crate::protocol::token::odd::Left;
use crate::protocol::token::{KeptMembers, Token, TokenAnswer, answer, place, response};
use crate::protocol::values::Secret;
use crate::{Error, ErrorKind, Reason};

/// Where in a flow a renewal happens, for messages.
const STEP: &str = "renew";

fn renewal(flow: &FlowDef) -> Result<&PostDef, Error> {
    flow.renew.as_ref().ok_or_else(|| {
        let message = format!("`{}` is not refreshable", flow.name);
        Error::new(Reason::NoRefreshToken, message).with_advice("the user must log in again")
    })
}

/// What a renewal sends beside the refresh token: what the app brings, and what the session keeps.
fn of_session(flow: &'static FlowDef, config: &Config, token: &Token) -> Machine {
    let mut machine = Machine::begin(flow, config.clone());
    machine.slots.take_up(&token.kept, flow);
    machine
}

/// Builds the request that renews a token.
pub(crate) fn renewal_request(
    flow: &'static FlowDef,
    config: &Config,
    token: &Token,
) -> Result<Request<Bytes>, Error> {
    let build = || {
        let post = renewal(flow)?;
        let refresh_token = token.refresh.as_ref().ok_or_else(|| {
            Error::new(Reason::NoRefreshToken, "there is no refresh token")
                .with_advice("the user must log in again")
        })?;
        of_session(flow, config, token).build(post, Some(refresh_token))
    };
    build().map_err(|error| error.at(&flow.name, STEP))
}

/// What came of sending a refresh token.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A new token.
    Renewed(Token),
    /// The answer came whole, and this refresh token is all of it that can be used: it takes the place
    /// of the one that was sent.
    Odd(Secret, Error),
    /// The server takes the refresh token for ended.
    Refused(Error),
    /// The server refuses, and does not say why: the refresh token may have ended.
    Mute(Error),
    /// No new token, and the refresh token is as good as before.
    Failed(Error),
    /// The answer came, and whether it holds another refresh token can't be said; or the server asks
    /// to wait before it says more. It is not asked again at once.
    Unread(Error),
    /// The request went out, and no whole answer came back: nobody knows.
    Lost(Error),
}

/// Reads the answer to a renewal and joins it with the token that was there.
pub(crate) fn accept_renewal(
    flow: &'static FlowDef,
    config: &Config,
    token: &Token,
    response: &Response<Bytes>,
    now: SystemTime,
) -> Answer {
    let read = || {
        let provider = &flow.provider;
        let bind = renewal(flow)?.bind.as_ref();
        let wanted = |name: &str| answer::has(provider, name);
        let unsaid = |words: &str| {
            let words = without(words, token.expose_refresh_token().unwrap_or_default());
            of_session(flow, config, token).slots.unsaid(&words, flow)
        };
        let mut members = response::read(response, &wanted, provider, &unsaid, now)
            .map_err(|error| client_authentication::advised(error, flow.authentication))?;
        let kept = kept(flow, bind, response.body());
        members = answer::placed(members, response.body(), None, provider)?;
        let answer = TokenAnswer::read(&mut members, provider, now)?;
        Ok(token.renewed(answer, now).keeping_over(&kept))
    };
    match read().map_err(|error: Error| error.at(&flow.name, STEP)) {
        Ok(token) => Answer::Renewed(token),
        Err(error) if error.kind() == ErrorKind::ConsentRequired => Answer::Refused(error),
        Err(error) if response.status().is_success() => unusable(flow, error, response),
        Err(error) => refused(error),
    }
}

/// What the answer brought of what the session keeps; what it left out stays, and ends no session.
fn kept(flow: &FlowDef, bind: &[BindingDef], body: &[u8]) -> KeptMembers {
    let mut kept = KeptMembers::default();
    for bind in bind.iter().filter(|bind| flow.kept.iter().any(|it| it.slot == bind.slot)) {
        let value = place::at(body, None, &bind.parameter).ok().flatten();
        let value = value.map(|value| value.to_string()).filter(|value| !value.is_empty());
        if let Some((slot, value)) = flow.slots.get(bind.slot).zip(value) {
            kept.insert(slot.name.clone(), value);
        }
    }
    kept
}

/// A success that can't be used. The server may have taken the refresh token and given another for it,
/// whatever is wrong with the rest.
fn unusable(flow: &FlowDef, error: Error, response: &Response<Bytes>) -> Answer {
    match Left::of(response, None, place::of(&flow.provider, "refresh_token")) {
        Left::Another(refresh_token) => Answer::Odd(refresh_token, error),
        Left::None => Answer::Failed(error),
        // An error is the server's own word, in whatever form.
        Left::Unreadable | Left::CutOff if error.status().is_some() => Answer::Failed(error),
        Left::Unreadable => Answer::Unread(error),
        Left::CutOff => Answer::Lost(error),
    }
}

/// A refusal. A gateway has no answer of the server's, which may have given one, to nobody: only the
/// server's own word, a code of OAuth, says that it did not carry the request out.
fn refused(error: Error) -> Answer {
    let passed_on = matches!(error.status(), Some(502..=504 | 520..=524));
    match error.status() {
        Some(_) if passed_on && error.code().is_none() => match error.retry_after() {
            Some(_) => Answer::Unread(error),
            None => Answer::Lost(error),
        },
        Some(400) if error.reason() == Reason::UnrecognisedErrorBody => Answer::Mute(error),
        _ => Answer::Failed(error),
    }
}
