//! Sends a call with the session's token, and does what the API asks for: a new token, or patience.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderName, Request, Response, StatusCode};

use super::granted;
use super::refusal::Refusal;
use super::verdict::Verdict;
use crate::protocol::flow_def::{Meaning, RefusalDef};
use crate::protocol::machine::add_headers;
use crate::protocol::token::AccessToken;
use crate::session::{self, Core};
use crate::transport::patience::Patience;
use crate::transport::{Chunks, TransportError, collect, told, whole};
use crate::{Error, Reason};

/// Where in a flow a call is, for the log.
const STEP: &str = "call";

/// The wait where the API says none, for the first time; it doubles.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// So much is read of a refusal, however little the call wants to read of a success.
const OF_A_REFUSAL: usize = 1 << 20;

/// A session as its calls see it.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(super) core: Arc<Core>,
    /// How long a call waits, all in all.
    pub(super) patience: Duration,
}

/// An answer to give back.
pub(super) struct Answer {
    pub(super) response: Response<Box<dyn Chunks>>,
    /// What it answers to: an API may repeat it in its words.
    pub(super) token: AccessToken,
    /// What it means, where it is no success.
    pub(super) verdict: Option<Verdict>,
}

/// What there is to know of a call beside its request.
pub(super) struct Call<'a> {
    pub(super) caller: &'a Caller,
    /// The scopes that it needs, where they are known: of each list, one.
    pub(super) scopes: &'static [&'static [&'static str]],
    /// How much of an answer is read; nothing where it is read in pieces.
    pub(super) limit: Option<usize>,
}

/// Sends a call until there is an answer to give back: its body is read where it may be a refusal. The
/// request is built anew for each attempt, for where the API is a token's answer may say.
pub(super) async fn send(
    call: Call<'_>,
    request: impl Fn() -> Result<Request<Bytes>, Error>,
) -> Result<Answer, Error> {
    let Call { caller: Caller { core, patience }, scopes, limit } = call;
    let clock = core.http.clock();
    let patience = Patience::of(*patience, clock);
    let (mut renewed, mut looked, mut waits) = (false, false, 0);
    if let Err(missing) = granted::check(core, scopes) {
        looked = true;
        if !session::is_newer_elsewhere(core, patience).await {
            return Err(missing);
        }
        granted::check(core, scopes)?;
    }
    loop {
        core.throttle.wait(clock, patience).await?;
        // Asked for now: a token may end while one waits.
        let (token, number) = session::token(core, Duration::ZERO, patience).await?;
        let request = authorized(core, request()?, &token)?;
        let response = told::call(&*core.http, request, &core.flow.name, STEP).await?;
        let (response, refusal) = read(core, response, limit).await?;
        let Some(refusal) = refusal else {
            core.refused.taken(number);
            return Ok(Answer { response, token, verdict: None });
        };
        let mut verdict = Verdict::of(core, refusal, scopes, &response);
        match verdict.means() {
            Some(Meaning::Ended) if core.can_renew() => {
                if core.refused.renews(number, clock.monotonic()) && !renewed {
                    renewed = true;
                    session::replace(core, number, patience).await?;
                    continue;
                }
                verdict.is_new = true;
            }
            Some(Meaning::Limited) => {
                let wait = verdict.wait.unwrap_or(FIRST_WAIT * 2_u32.saturating_pow(waits));
                core.throttle.pause(clock, wait);
                if wait <= patience.left(clock) && !verdict.is_quota() {
                    tracing::debug!(flow = %core.flow.name, seconds = wait.as_secs(), "API asks to wait");
                    waits += 1;
                    continue;
                }
            }
            Some(Meaning::Ended | Meaning::Scope) | None => {}
        }
        // Before a user is sent away: another process may have a login of later.
        let of_the_token = matches!(verdict.means(), Some(Meaning::Ended | Meaning::Scope));
        if of_the_token && !looked {
            looked = true;
            if session::is_newer_elsewhere(core, patience).await {
                continue;
            }
        }
        return Ok(Answer { response, token, verdict: Some(verdict) });
    }
}

/// The call with its token, and with what every call of the API carries.
fn authorized(
    core: &Core,
    mut request: Request<Bytes>,
    token: &AccessToken,
) -> Result<Request<Bytes>, Error> {
    add_headers(core.flow, &core.config, request.headers_mut())?;
    let (name, value) = match &core.flow.provider.api_token {
        Some(own) => {
            (HeaderName::try_from(own.name.as_ref()).ok(), token.header_after(&own.before))
        }
        None => (Some(AUTHORIZATION), token.header().cloned()),
    };
    let Some((name, value)) = name.zip(value) else {
        let message = "the access token holds a character that no header can carry";
        return Err(Error::new(Reason::InvalidCharacter, message));
    };
    request.headers_mut().insert(name, value);
    Ok(request)
}

/// Reads what may be a refusal; a success stays unread, unless the provider's file says that some of
/// this status are none.
async fn read(
    core: &Core,
    response: Response<Box<dyn Chunks>>,
    limit: Option<usize>,
) -> Result<(Response<Box<dyn Chunks>>, Option<Refusal>), Error> {
    let (provider, status) = (&core.flow.provider, response.status());
    let of_status = |it: &RefusalDef| it.status == status.as_u16();
    let limit = match limit {
        None if status.is_success() => return Ok((response, None)),
        Some(_) if status.is_success() && !provider.refusals.iter().any(of_status) => {
            return Ok((response, None));
        }
        limit => most(limit.unwrap_or_default(), status),
    };
    let response = collect(response, limit).await.map_err(unread)?;
    let refusal = Refusal::of(provider, &response);
    Ok((response.map(whole), refusal))
}

/// An answer that was not read to its end.
pub(super) fn unread(error: TransportError) -> Error {
    let error = Error::from(error);
    if error.reason() != Reason::BodyTooLarge {
        return error;
    }
    error.with_advice(
        "say how large it may be with `limit`, or read it piece by piece with `send_streamed`",
    )
}

/// How much of an answer is read, of which a call wants to read so much.
pub(super) fn most(limit: usize, status: StatusCode) -> usize {
    if status.is_success() { limit } else { limit.max(OF_A_REFUSAL) }
}
