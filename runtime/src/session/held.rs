//! What a session holds: its token, and what is known of its time.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::backoff;
use super::event::SessionEvent;
use super::flight::{self, Outcome};
use crate::protocol::chance::chance;
use crate::protocol::token::AccessToken;
use crate::store::{Committed, Record};
use crate::transport::clock::Clock;
use crate::{Error, ErrorKind};

/// The longest time before its end at which a token counts as stale, but for the jitter.
const MARGIN: Duration = Duration::from_secs(30);

/// So often at most a token is renewed because it is too short-lived for who asks.
const OFTEN: Duration = Duration::from_secs(1);

/// A token, and what is known of its time. It is never changed where others see it: a copy is, and
/// takes its place.
#[derive(Clone)]
pub(crate) struct Held {
    /// The token, as the store has it, or would.
    pub(crate) record: Arc<Record>,
    /// Set where the store failed when it should have kept the record.
    unkept: Option<Unkept>,
    /// When the token ends, if that is known.
    end: Option<End>,
    /// When it is stale: the margin before its end.
    stale: Option<End>,
    /// How long before its end the token is stale: drawn once for each token, for those that came at
    /// the same time should not all be renewed at the same time.
    margin: Duration,
    /// How long a token lived that a renewal brought, and when that was, by the monotonic clock.
    brought: Option<(Duration, Duration)>,
    /// What ended the session: nobody tries again after this.
    pub(super) ended: Option<Arc<Error>>,
    /// Why there is no newer token, when the last renewal failed.
    failed: Option<Arc<Error>>,
    /// Until when the server is left alone, by the monotonic clock.
    pause: Option<Duration>,
    /// Counts the failures in a row.
    setbacks: u32,
    pub(super) count: Count,
    /// When the store is asked next what others did, by the monotonic clock. Nothing where there is
    /// no store.
    look: Option<Duration>,
}

/// How many tokens there were, and how many failures: who waited sees what came meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) tokens: u64,
    pub(super) failures: u64,
}

/// An access token, and which one it is of those that the session had.
pub(crate) type Counted = (AccessToken, u64);

/// The end of a token by both clocks: a machine that slept may have stopped one of them.
#[derive(Debug, Clone, Copy)]
struct End {
    wall: SystemTime,
    /// No change of the wall clock moves it.
    monotonic: Duration,
}

impl End {
    /// So long before it.
    fn before(self, by: Duration) -> Self {
        Self {
            wall: self.wall.checked_sub(by).unwrap_or(SystemTime::UNIX_EPOCH),
            monotonic: self.monotonic.saturating_sub(by),
        }
    }

    fn is_ahead(self, clock: &dyn Clock) -> bool {
        self.monotonic > clock.monotonic() && self.wall > clock.now()
    }

    /// Whether there is at least so much time until it.
    fn is_off(self, at_least: Duration, clock: &dyn Clock) -> bool {
        let by_wall = self.wall.duration_since(clock.now()).unwrap_or_default();
        let left = self.monotonic.saturating_sub(clock.monotonic()).min(by_wall);
        !left.is_zero() && left >= at_least
    }
}

/// How keeping a record went so far.
#[derive(Debug, Clone, Copy, Default)]
struct Unkept {
    tries: u32,
    /// When it is tried again, by the monotonic clock.
    at: Duration,
    /// Whether what the store has is spent: nobody else may renew before it has this.
    owed: bool,
}

impl Held {
    pub(super) fn new(record: Record, clock: &dyn Clock) -> Self {
        let ended = record.end().map(|reason| Arc::new(flight::ended(reason)));
        let mut held = Self {
            record: Arc::new(record),
            unkept: None,
            end: None,
            stale: None,
            margin: Duration::ZERO,
            brought: None,
            ended,
            failed: None,
            pause: None,
            setbacks: 0,
            count: Count::default(),
            look: None,
        };
        held.time(clock);
        held
    }

    /// The same by another clock. What was to be done then is due now.
    pub(super) fn timed(&self, clock: &dyn Clock) -> Self {
        let unkept = self.unkept.map(|unkept| Unkept { at: Duration::ZERO, ..unkept });
        let mut held = Self { unkept, brought: None, pause: None, ..self.clone() };
        held.look = held.look.map(|_| Duration::ZERO);
        held.time(clock);
        held
    }

    /// Takes in how a renewal ended, and whether the store is owed a token after it. Says whether it
    /// did: nothing that was under way brings a session back that was ended meanwhile.
    pub(super) fn take(&mut self, outcome: &Outcome, owed: bool, clock: &dyn Clock) -> bool {
        if self.ended.is_some() {
            return false;
        }
        match outcome {
            Outcome::Token(record) => self.replace(record, None, clock),
            Outcome::Unkept(record, _) => {
                let unkept = Unkept { owed, ..Unkept::default() };
                self.replace(record, Some(unkept), clock);
            }
            Outcome::Odd(record, unkept, error) => {
                self.hold(record, clock);
                self.unkept = unkept.as_ref().map(|_| Unkept { owed, ..Unkept::default() });
                self.fail(error, clock);
            }
            Outcome::Ended(record, error) => {
                self.hold(record, clock);
                self.fail(error, clock);
                // The same question again would get the same answer.
                (self.ended, self.unkept) = (self.failed.clone(), None);
            }
            Outcome::Failed(record, error) => {
                self.hold(record, clock);
                self.fail(error, clock);
                // What was owed before may be in the store by now, though nothing came of it.
                self.unkept = self.unkept.filter(|unkept| owed || !unkept.owed);
            }
        }
        true
    }

    /// Takes in what the store has, where others made that. Says whether there is news in it.
    pub(super) fn adopt(&mut self, found: Option<&Record>, clock: &dyn Clock) -> bool {
        let over = self.ended.is_some();
        let Some(found) = found else {
            // What the store never had, or what asks anew, begins in it with the next renewal.
            let gone = self.record.generation() > 0 && self.record.token.has_refresh_token();
            if gone && !over {
                self.end(Record::removed(), flight::gone());
            }
            return gone && !over;
        };
        let same = self.record.is_same(found);
        let known = same && self.record.generation() == found.generation();
        if known || self.record.after_older(found).is_some() {
            return false;
        }
        if let Some(reason) = found.end() {
            // Its access token lives on, unless the user logged out.
            self.hold(found, clock);
            (self.ended, self.unkept) = (Some(Arc::new(flight::ended(reason))), None);
            return !over;
        }
        if same {
            // Somebody noted a renewal, or that it came to nothing.
            self.record = Arc::new(found.clone());
            return false;
        }
        self.replace(found, None, clock);
        self.ended = None;
        true
    }

    /// What there is to be told of what others made.
    pub(super) fn news(&self) -> SessionEvent {
        let expires_at = self.record.token.access_token().and_then(AccessToken::expires_at);
        match &self.ended {
            Some(error) => SessionEvent::Ended { reason: error.reason() },
            None => SessionEvent::Renewed { expires_at },
        }
    }

    /// Asks the store again after so long.
    pub(super) fn looked(&mut self, every: Duration, clock: &dyn Clock) {
        self.look = Some(clock.monotonic().saturating_add(every));
    }

    /// Asks the store again then, by the monotonic clock.
    pub(super) fn look_at(&mut self, at: Duration) {
        self.look = Some(at);
    }

    /// When the store is asked again, by the monotonic clock.
    pub(super) fn next_look(&self) -> Duration {
        self.look.unwrap_or_default()
    }

    /// Whether it is time to ask the store what others did.
    pub(super) fn is_look_due(&self, clock: &dyn Clock) -> bool {
        self.look.is_some_and(|at| at <= clock.monotonic())
    }

    /// What a store does, for a session that none has: it keeps a record if nobody was faster.
    pub(super) fn commit(
        &mut self,
        expected: u64,
        record: &Record,
        clock: &dyn Clock,
    ) -> Committed {
        if self.record.generation() != expected {
            return Committed::Conflict;
        }
        self.hold(record, clock);
        Committed::Done
    }

    fn hold(&mut self, record: &Record, clock: &dyn Clock) {
        let same = self.record.is_same(record);
        self.record = Arc::new(record.clone());
        if !same {
            self.time(clock);
        }
    }

    fn replace(&mut self, record: &Record, unkept: Option<Unkept>, clock: &dyn Clock) {
        (self.record, self.unkept) = (Arc::new(record.clone()), unkept);
        (self.failed, self.pause, self.setbacks) = (None, None, 0);
        self.count.tokens += 1;
        self.time(clock);
        let now = clock.monotonic();
        let left = self.end.map(|end| end.monotonic.saturating_sub(now));
        // One that another process got may be old already.
        let life = self.record.token.access_token().and_then(AccessToken::life).max(left);
        self.brought = life.map(|life| (life, now));
    }

    /// What ended the session, for one more who asks.
    pub(super) fn over(&self) -> Option<Error> {
        self.ended.as_ref().map(|ended| ended.share())
    }

    /// Ends the session; what it held is forgotten.
    pub(super) fn end(&mut self, record: Record, error: Error) {
        (self.record, self.unkept) = (Arc::new(record), None);
        (self.end, self.stale) = (None, None);
        self.ended = Some(Arc::new(error));
    }

    /// Sets the token's end by both clocks. A wall clock that is off is off twice, and that cancels
    /// out.
    fn time(&mut self, clock: &dyn Clock) {
        let access = self.record.token.access_token();
        let left = access.and_then(|access| access.left(clock.now()));
        let monotonic = left.map(|left| clock.monotonic() + left);
        let wall = access.and_then(AccessToken::expires_at);
        self.end = wall.zip(monotonic).map(|(wall, monotonic)| End { wall, monotonic });
        self.margin = left.map_or(MARGIN, |left| MARGIN.min(left / 10));
        self.margin += self.margin.mul_f64(chance() / 10.0);
        self.stale = self.end.map(|end| end.before(self.margin));
    }

    /// Remembers a failure, and how long to leave the server alone: as long as it asked for, or when
    /// it fails again and again, longer each time.
    pub(super) fn fail(&mut self, error: &Error, clock: &dyn Clock) {
        self.failed = Some(Arc::new(error.share()));
        self.count.failures += 1;
        self.setbacks = self.setbacks.saturating_add(1);
        // Where the user is needed the server was not asked, or has said its last word.
        let may_pass = error.kind() != ErrorKind::ConsentRequired;
        let own = || may_pass.then(|| backoff::wait(self.setbacks));
        self.pause = error.retry_after().or_else(own).map(|wait| clock.monotonic() + wait);
    }

    /// What came of asking, while the server is left alone; with the time that is left.
    pub(super) fn paused(&self, clock: &dyn Clock) -> Option<Error> {
        let left = self.pause?.checked_sub(clock.monotonic()).filter(|left| !left.is_zero())?;
        Some(self.failed.as_ref()?.share().with_retry_after(Some(left)))
    }

    /// The answer for one who waited while somebody else renewed: how that went, unless the token is
    /// not good for as long as this one wants.
    pub(super) fn since(
        &self,
        before: Count,
        at_least: Duration,
        clock: &dyn Clock,
    ) -> Option<Result<Counted, Error>> {
        let enough = self.lasts(at_least, clock) || self.is_the_best(at_least, clock);
        let newer = self.counted().filter(|_| enough && self.count.tokens > before.tokens);
        let failed = self.failed.as_ref().filter(|_| self.count.failures > before.failures);
        newer.map(Ok).or_else(|| failed.map(|error| Err(error.share())))
    }

    /// The access token, and which one it is.
    pub(super) fn counted(&self) -> Option<Counted> {
        Some((self.record.token.access_token().cloned()?, self.count.tokens))
    }

    /// The access token if it is good for at least this long, and for longer than the margin.
    pub(super) fn fresh(&self, at_least: Duration, clock: &dyn Clock) -> Option<&AccessToken> {
        if at_least > self.margin {
            return self.good_for(at_least, clock);
        }
        // What most calls see; all that there is to it was reckoned when the token came.
        let fresh = self.stale.is_none_or(|stale| stale.is_ahead(clock));
        self.record.token.access_token().filter(|_| fresh)
    }

    /// The access token, fresh or stale, if it is good for at least this long, or the server gives none
    /// that is.
    pub(super) fn good_for(&self, at_least: Duration, clock: &dyn Clock) -> Option<&AccessToken> {
        let good = self.lasts(at_least, clock)
            || (self.is_the_best(at_least, clock) && self.lasts(Duration::ZERO, clock));
        self.record.token.access_token().filter(|_| good)
    }

    /// Whether another token is asked for behind this one.
    pub(super) fn is_stale(&self, clock: &dyn Clock) -> bool {
        self.fresh(Duration::ZERO, clock).is_none()
            && self.good_for(Duration::ZERO, clock).is_some()
    }

    /// Whether a server that was asked just now gave no token that is good for so long: it would
    /// give no other.
    fn is_the_best(&self, at_least: Duration, clock: &dyn Clock) -> bool {
        self.brought.is_some_and(|(life, at)| {
            let age = clock.monotonic().saturating_sub(at);
            life <= at_least && age < self.margin.max(OFTEN)
        })
    }

    /// Whether there is nothing that the store should have and has not.
    pub(super) fn is_kept(&self) -> bool {
        self.unkept.is_none()
    }

    /// Whether what the store has is spent, and nobody else may renew before it has more.
    pub(super) fn is_owed(&self) -> bool {
        self.unkept.is_some_and(|unkept| unkept.owed)
    }

    /// Whether the token lasts at least this long. One whose end is not known is used until the server
    /// refuses it.
    fn lasts(&self, at_least: Duration, clock: &dyn Clock) -> bool {
        self.end.is_none_or(|end| end.is_off(at_least, clock))
    }

    /// In how long that is tried again.
    pub(super) fn keeps_in(&self, clock: &dyn Clock) -> Option<Duration> {
        self.unkept.map(|unkept| unkept.at.saturating_sub(clock.monotonic()).max(OFTEN))
    }

    /// The record that the store should have, if it is time to try again.
    pub(super) fn to_keep(&self, clock: &dyn Clock) -> Option<Arc<Record>> {
        let due = self.unkept.is_some_and(|unkept| unkept.at <= clock.monotonic());
        due.then(|| Arc::clone(&self.record))
    }

    /// Remembers how keeping the record went.
    pub(super) fn tried_to_keep(&mut self, done: bool, clock: &dyn Clock) {
        self.unkept = self.unkept.filter(|_| !done).map(|unkept| {
            let tries = unkept.tries.saturating_add(1);
            let at = clock.monotonic() + backoff::wait(tries.saturating_add(1));
            Unkept { tries, at, ..unkept }
        });
    }
}
