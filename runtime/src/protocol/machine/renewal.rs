//! A renewal: not a step of an attempt, but what a session does with its refresh token.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};

use super::Machine;
use crate::protocol::config::Config;
use crate::protocol::error::without;
use crate::protocol::flow_def::{FlowDef, PostDef};
use crate::protocol::token::{Token, TokenAnswer, answer, response};
use crate::{Error, Reason};

/// Where in a flow a renewal happens, for messages.
const STEP: &str = "renew";

fn renewal(flow: &FlowDef) -> Result<&PostDef, Error> {
    flow.renew.as_ref().ok_or_else(|| {
        let message = format!("`{}` is not refreshable", flow.name);
        Error::new(Reason::NoRefreshToken, message).advice("the user must log in again")
    })
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
                .advice("the user must log in again")
        })?;
        Machine::begin(flow, config.clone()).build(post, Some(refresh_token))
    };
    build().map_err(|error| error.at(&flow.name, STEP))
}

/// Reads the answer to a renewal and joins it with the token that was there.
pub(crate) fn accept_renewal(
    flow: &'static FlowDef,
    config: &Config,
    token: &Token,
    response: &Response<Bytes>,
    now: SystemTime,
) -> Result<Token, Error> {
    let read = || {
        let provider = &flow.provider;
        let wanted = |name: &str| answer::has(provider, name);
        let unsaid = |words: &str| {
            let words = without(words, token.expose_refresh_token().unwrap_or_default());
            Machine::begin(flow, config.clone()).slots.unsaid(&words, flow)
        };
        let mut members = response::read(response, &wanted, &provider.errors, &unsaid, now)?;
        let answer = TokenAnswer::read(&mut members, provider)?;
        Ok(token.renewed(answer, now))
    };
    read().map_err(|error: Error| error.at(&flow.name, STEP))
}
