//! When a session gets a new token, and how.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Core, backoff};
use crate::clock::Clock;
use crate::login::acquire;
use crate::machine::{Machine, accept_renewal, renewal_request};
use crate::token::{AccessToken, Token};
use crate::{Error, ErrorKind, Reason};

/// The longest time before its end at which a token counts as stale.
const MARGIN: Duration = Duration::from_secs(30);

/// A token, and what is known of its time.
pub(super) struct Held {
    pub(super) token: Token,
    /// By the monotonic clock, which no change of the wall clock moves.
    until: Option<Duration>,
    /// How long before its end the token is stale.
    margin: Duration,
    /// What ended the session: nobody tries again after this.
    ended: Option<Error>,
    /// Why there is no newer token, when the last renewal failed.
    failed: Option<Error>,
    /// Until when the server is left alone, by the monotonic clock.
    pause: Option<Duration>,
    /// Counts the failures in a row.
    setbacks: u32,
    /// Counts the failures: who waited takes what the one before got.
    failures: u64,
    /// Counts the tokens: who waited sees that somebody else renewed.
    generation: u64,
}

impl Held {
    pub(super) fn new(token: Token, clock: &dyn Clock) -> Self {
        let mut held = Self {
            token,
            until: None,
            margin: Duration::ZERO,
            ended: None,
            failed: None,
            pause: None,
            setbacks: 0,
            failures: 0,
            generation: 0,
        };
        held.time(clock);
        held
    }

    fn replace(&mut self, token: Token, clock: &dyn Clock) {
        self.token = token;
        (self.failed, self.pause, self.setbacks) = (None, None, 0);
        self.generation += 1;
        self.time(clock);
    }

    /// Sets the token's end by the monotonic clock. A wall clock that is off is off twice, and that
    /// cancels out.
    fn time(&mut self, clock: &dyn Clock) {
        let ends = self.token.access_token().and_then(AccessToken::expires_at);
        let left = ends.map(|end| end.duration_since(clock.now()).unwrap_or_default());
        self.until = left.map(|left| clock.monotonic() + left);
        self.margin = left.map_or(MARGIN, |left| MARGIN.min(left / 10));
    }

    /// Remembers a failure, and how long to leave the server alone: as long as it asked for, or when
    /// it fails again and again, longer each time.
    fn fail(&mut self, error: &Error, clock: &dyn Clock) {
        self.failed = Some(error.share());
        self.failures += 1;
        self.setbacks = self.setbacks.saturating_add(1);
        let passes = matches!(error.kind(), ErrorKind::Transient | ErrorKind::RateLimited { .. });
        let own = || passes.then(|| backoff::wait(self.setbacks));
        self.pause = error.retry_after().or_else(own).map(|wait| clock.monotonic() + wait);
    }

    /// What came of asking, while the server is left alone; with the time that is left.
    fn paused(&self, clock: &dyn Clock) -> Option<Error> {
        let left = self.pause?.checked_sub(clock.monotonic()).filter(|left| !left.is_zero())?;
        Some(self.failed.as_ref()?.share().with_retry_after(Some(left)))
    }

    /// The answer for one who waited while somebody else renewed: how that went.
    fn since(&self, generation: u64, failures: u64) -> Option<Result<AccessToken, Error>> {
        let newer = self.token.access_token().filter(|_| self.generation > generation);
        let failed = self.failed.as_ref().filter(|_| self.failures > failures);
        newer.cloned().map(Ok).or_else(|| failed.map(|error| Err(error.share())))
    }

    /// The newest token with its number; this one where there is none.
    fn counted(&self, token: AccessToken) -> (AccessToken, u64) {
        (self.token.access_token().cloned().unwrap_or(token), self.generation)
    }

    /// How long the token is good for: the shorter of what the two clocks say, since a machine that
    /// slept may have stopped one of them. `None` without an access token.
    fn left(&self, clock: &dyn Clock) -> Option<Duration> {
        let access = self.token.access_token()?;
        let by_wall = |end: SystemTime| end.duration_since(clock.now()).unwrap_or_default();
        let by_wall = access.expires_at().map(by_wall);
        let by_monotonic = self.until.map(|until| until.saturating_sub(clock.monotonic()));
        // A token whose end is not known is used until the server refuses it.
        Some(by_wall.into_iter().chain(by_monotonic).min().unwrap_or(Duration::MAX))
    }

    /// The access token, if it is good for longer than this.
    fn good_for(&self, at_least: Duration, clock: &dyn Clock) -> Option<AccessToken> {
        let left = self.left(clock)?;
        self.token.access_token().filter(|_| left > at_least).cloned()
    }
}

/// A token that is good for at least this long.
pub(super) async fn token(core: &Arc<Core>, at_least: Duration) -> Result<AccessToken, Error> {
    let clock = core.http.clock();
    let (fresh, generation) =
        core.held(|held| (held.good_for(at_least.max(held.margin), clock), held.generation));
    if let Some(fresh) = fresh {
        return Ok(fresh);
    }
    match renew(core, generation, false).await {
        Ok(renewed) => Ok(renewed),
        // A token in use is good for as long as it lives, whatever came of renewing it.
        Err(error) => core.held(|held| held.good_for(at_least, clock)).ok_or(error),
    }
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
    let shared = Arc::clone(core);
    let failures = core.held(|held| held.failures);
    let renewal = async move {
        let _one_at_a_time = shared.renewing.lock().await;
        if let Some(result) = shared.held(|held| held.since(generation, failures)) {
            return result;
        }
        if let Some(ended) = shared.held(|held| held.ended.as_ref().map(Error::share)) {
            return Err(ended);
        }
        let paused = shared.held(|held| held.paused(shared.http.clock()));
        if let Some(paused) = paused.filter(|_| !insists) {
            return Err(paused);
        }
        attempt(&shared).await
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
    let flow = core.flow;
    let old = core.held(|held| held.token.clone());
    let renewed = if flow.properties.refreshable && old.has_refresh_token() {
        refresh(core, &old).await
    } else if !flow.properties.needs_user_consent {
        acquire(Machine::begin(flow, core.config.clone()), &*core.http).await
    } else {
        Err(over(core))
    };
    match renewed {
        Ok(token) => {
            tracing::debug!(flow = %flow.name, "token renewed");
            let access = token.access_token().cloned();
            core.held(|held| held.replace(token, core.http.clock()));
            access.ok_or_else(lost)
        }
        Err(error) => {
            tracing::warn!(flow = %flow.name, reason = %error.reason(), "no new token");
            // An end is an end: the same question again would get the same answer.
            if error.kind() == ErrorKind::ConsentRequired && old.has_refresh_token() {
                core.held(|held| held.ended = Some(error.share()));
            }
            core.held(|held| held.fail(&error, core.http.clock()));
            Err(error)
        }
    }
}

async fn refresh(core: &Core, old: &Token) -> Result<Token, Error> {
    let request = renewal_request(core.flow, &core.config, old)?;
    let response = core.http.send(request).await;
    let response = response.map_err(|error| Error::from(error).at(&core.flow.name, "renew"))?;
    accept_renewal(core.flow, old, &response, core.http.clock().now())
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
