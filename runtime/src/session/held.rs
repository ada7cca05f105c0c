//! What a session holds: its token, and what is known of its time.

use std::time::{Duration, SystemTime};

use super::backoff;
use crate::clock::Clock;
use crate::store::{Committed, Record};
use crate::token::AccessToken;
use crate::{Error, ErrorKind};

/// The longest time before its end at which a token counts as stale.
const MARGIN: Duration = Duration::from_secs(30);

/// So often at most a token is renewed because it is too short-lived for who asks.
const OFTEN: Duration = Duration::from_secs(1);

/// A token, and what is known of its time.
pub(super) struct Held {
    /// The token, as the store has it, or would.
    pub(super) record: Record,
    /// Set where the store failed when it should have kept the record.
    unkept: Option<Unkept>,
    /// By the monotonic clock, which no change of the wall clock moves.
    until: Option<Duration>,
    /// How long before its end the token is stale.
    pub(super) margin: Duration,
    /// How long a token lived that a renewal brought, and when that was, by the monotonic clock.
    brought: Option<(Duration, Duration)>,
    /// What ended the session: nobody tries again after this.
    pub(super) ended: Option<Error>,
    /// Why there is no newer token, when the last renewal failed.
    failed: Option<Error>,
    /// Until when the server is left alone, by the monotonic clock.
    pause: Option<Duration>,
    /// Counts the failures in a row.
    setbacks: u32,
    /// Counts the failures: who waited takes what the one before got.
    pub(super) failures: u64,
    /// Counts the tokens: who waited sees that somebody else renewed.
    pub(super) generation: u64,
}

/// How keeping a record went so far.
#[derive(Debug, Clone, Copy, Default)]
struct Unkept {
    tries: u32,
    /// When it is tried again, by the monotonic clock.
    at: Duration,
}

impl Held {
    pub(super) fn new(record: Record, clock: &dyn Clock) -> Self {
        let mut held = Self {
            record,
            unkept: None,
            until: None,
            margin: Duration::ZERO,
            brought: None,
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

    /// Takes a new token; `unkept` where the store does not have it. An end is an end: what comes of
    /// a renewal that was under way then is nobody's any more.
    pub(super) fn replace(&mut self, record: Record, unkept: bool, clock: &dyn Clock) {
        if self.ended.is_some() {
            return;
        }
        self.record = record;
        self.unkept = unkept.then(Unkept::default);
        (self.failed, self.pause, self.setbacks) = (None, None, 0);
        self.generation += 1;
        self.time(clock);
        let now = clock.monotonic();
        self.brought = self.until.map(|until| (until.saturating_sub(now), now));
    }

    /// Takes the end of the session; says whether that is news.
    pub(super) fn end(&mut self, record: Record, error: &Error) -> bool {
        let news = self.ended.is_none();
        (self.record, self.unkept) = (record, None);
        self.ended.get_or_insert_with(|| error.share());
        news
    }

    /// What ended the session, for one more who asks.
    pub(super) fn over(&self) -> Option<Error> {
        self.ended.as_ref().map(Error::share)
    }

    /// Keeps a record where there is no store: by the same rule as one.
    pub(super) fn commit(&mut self, expected: u64, record: &Record) -> Committed {
        if self.record.generation() != expected {
            return Committed::Conflict;
        }
        self.record = record.clone();
        Committed::Done
    }

    /// Sets the token's end by the monotonic clock. A wall clock that is off is off twice, and that
    /// cancels out.
    fn time(&mut self, clock: &dyn Clock) {
        let left = self.record.token.access_token().and_then(|access| access.left(clock.now()));
        self.until = left.map(|left| clock.monotonic() + left);
        self.margin = left.map_or(MARGIN, |left| MARGIN.min(left / 10));
    }

    /// Remembers a failure, and how long to leave the server alone: as long as it asked for, or when
    /// it fails again and again, longer each time.
    pub(super) fn fail(&mut self, error: &Error, clock: &dyn Clock) {
        self.failed = Some(error.share());
        self.failures += 1;
        self.setbacks = self.setbacks.saturating_add(1);
        let passes = matches!(error.kind(), ErrorKind::Transient | ErrorKind::RateLimited { .. });
        let own = || passes.then(|| backoff::wait(self.setbacks));
        self.pause = error.retry_after().or_else(own).map(|wait| clock.monotonic() + wait);
    }

    /// What came of asking, while the server is left alone; with the time that is left.
    pub(super) fn paused(&self, clock: &dyn Clock) -> Option<Error> {
        let left = self.pause?.checked_sub(clock.monotonic()).filter(|left| !left.is_zero())?;
        Some(self.failed.as_ref()?.share().with_retry_after(Some(left)))
    }

    /// The answer for one who waited while somebody else renewed: how that went.
    pub(super) fn since(
        &self,
        generation: u64,
        failures: u64,
    ) -> Option<Result<AccessToken, Error>> {
        let newer = self.record.token.access_token().filter(|_| self.generation > generation);
        let failed = self.failed.as_ref().filter(|_| self.failures > failures);
        newer.cloned().map(Ok).or_else(|| failed.map(|error| Err(error.share())))
    }

    /// The newest token with its number; this one where there is none.
    pub(super) fn counted(&self, token: AccessToken) -> (AccessToken, u64) {
        (self.record.token.access_token().cloned().unwrap_or(token), self.generation)
    }

    /// How long the token is good for: the shorter of what the two clocks say, since a machine that
    /// slept may have stopped one of them. `None` without an access token.
    fn left(&self, clock: &dyn Clock) -> Option<Duration> {
        let access = self.record.token.access_token()?;
        let by_wall = |end: SystemTime| end.duration_since(clock.now()).unwrap_or_default();
        let by_wall = access.expires_at().map(by_wall);
        let by_monotonic = self.until.map(|until| until.saturating_sub(clock.monotonic()));
        // A token whose end is not known is used until the server refuses it.
        Some(by_wall.into_iter().chain(by_monotonic).min().unwrap_or(Duration::MAX))
    }

    /// The access token, if it is good for longer than this, or the server gives none that is.
    pub(super) fn good_for(&self, at_least: Duration, clock: &dyn Clock) -> Option<AccessToken> {
        let left = self.left(clock)?;
        let good = left > at_least || (!left.is_zero() && self.is_the_best(at_least, clock));
        self.record.token.access_token().filter(|_| good).cloned()
    }

    /// Whether a server that was asked just now gave no token that is good for so long: it would
    /// give no other.
    fn is_the_best(&self, at_least: Duration, clock: &dyn Clock) -> bool {
        self.brought.is_some_and(|(life, at)| {
            let age = clock.monotonic().saturating_sub(at);
            life <= at_least && age < self.margin.max(OFTEN)
        })
    }

    /// The record that the store should have, if it is time to try again.
    pub(super) fn to_keep(&self, clock: &dyn Clock) -> Option<Record> {
        let due = self.unkept.is_some_and(|unkept| unkept.at <= clock.monotonic());
        due.then(|| self.record.clone())
    }

    /// Remembers how keeping the record went.
    pub(super) fn tried_to_keep(&mut self, done: bool, clock: &dyn Clock) {
        self.unkept = self.unkept.filter(|_| !done).map(|unkept| {
            let tries = unkept.tries.saturating_add(1);
            Unkept { tries, at: clock.monotonic() + backoff::wait(tries.saturating_add(1)) }
        });
    }
}
