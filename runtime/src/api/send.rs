//! Sends a call with the session's token, and does what the API asks for: a new token, or patience.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Request, Response, StatusCode};

use crate::protocol::token::AccessToken;
use crate::protocol::token::response::retry_after;
use crate::session::{self, Core};
use crate::transport::patience::Patience;
use crate::transport::told;
use crate::{Error, Reason};

/// How often a call is sent at most, where the API asks to wait.
const ATTEMPTS: u32 = 4;

/// Where in a flow a call is, for the log.
const STEP: &str = "call";

/// The wait where the API says none, for the first time; it doubles.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// A session as its calls see it.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(super) core: Arc<Core>,
    /// How long a call waits, all in all, where the API asks for it.
    pub(super) patience: Duration,
}

/// Sends a call until there is an answer to give back; with the token that it answers to.
pub(super) async fn send(
    caller: &Caller,
    request: &Request<Bytes>,
) -> Result<(Response<Bytes>, AccessToken), Error> {
    let Caller { core, mut patience } = caller.clone();
    let mut renewed = false;
    let mut attempt = 1;
    loop {
        core.throttle.wait(core.http.clock(), &mut patience).await?;
        let left = Patience::of(patience, core.http.clock());
        // Asked for now: a token may end while one waits.
        let (token, number) = session::token(&core, Duration::ZERO, left).await?;
        let response =
            told::call(&*core.http, authorized(request, &token)?, &core.flow.name, STEP).await?;
        match response.status() {
            StatusCode::UNAUTHORIZED if !renewed && renews(&core, &response) => {
                renewed = true;
                session::replace(&core, number, left).await?;
            }
            StatusCode::TOO_MANY_REQUESTS => {
                let wait = pause(&core, &response, attempt);
                if wait > patience || attempt == ATTEMPTS || is_quota(&response) {
                    return Ok((response, token));
                }
                tracing::debug!(flow = %core.flow.name, seconds = wait.as_secs(), "API asks to wait");
                attempt += 1;
            }
            _ => return Ok((response, token)),
        }
    }
}

fn authorized(request: &Request<Bytes>, token: &AccessToken) -> Result<Request<Bytes>, Error> {
    let authorization = token.header().cloned().ok_or_else(|| {
        let message = "the access token holds a character that no header can carry";
        Error::new(Reason::InvalidCharacter, message)
    })?;
    let mut request = request.clone();
    request.headers_mut().insert(AUTHORIZATION, authorization);
    Ok(request)
}

/// Whether a new token may help: not where the API says that it is a scope that is missing (RFC 6750
/// section 3.1; Spotify says so in words).
fn renews(core: &Core, response: &Response<Bytes>) -> bool {
    let challenge = response.headers().get(http::header::WWW_AUTHENTICATE);
    let challenge = challenge.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = String::from_utf8_lossy(response.body());
    let scope = challenge.contains("insufficient_scope") || body.contains("Permissions missing");
    !scope && core.can_renew()
}

/// How long the API asks to wait; everybody who calls for this client waits as long. A wait of
/// nothing is no answer: where it gives none or that, the wait is ours.
fn pause(core: &Core, response: &Response<Bytes>, attempt: u32) -> Duration {
    let clock = core.http.clock();
    let asked = retry_after(response, clock.now()).filter(|wait| !wait.is_zero());
    let wait = asked.unwrap_or(FIRST_WAIT * 2_u32.saturating_pow(attempt - 1));
    core.throttle.pause(clock, wait);
    wait
}

/// Whether a quota is used up, which no short wait brings back.
fn is_quota(response: &Response<Bytes>) -> bool {
    String::from_utf8_lossy(response.body()).contains("QUOTA_EXCEEDED")
}
