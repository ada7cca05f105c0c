//! One renewal that a store watches over, as a machine that does no I/O: it is told what happened,
//! and says what to do next.
//!
//! The order is what keeps a refresh token from being lost or used twice. First the right to renew,
//! and then another look into the store, for somebody else may have been faster. Then a note that
//! the refresh token is about to be sent, so that whoever comes after a crash knows. Then it is
//! sent, once. What comes back is in the store before anybody sees it.
//!
//! A store that says what it has and takes nothing new keeps nobody waiting whose token has ended:
//! what comes back is told as not kept, and kept as soon as that goes. What the store has is spent
//! then, and whoever read it there would end the session by sending it. So the right to renew is not
//! given back before the store has the newest token, and whoever has both renews on and on. What
//! that risks is said: if its process ends before, the session ends with it.

#[cfg(test)]
mod model;
#[cfg(test)]
mod steps;

use std::time::{Duration, SystemTime};

use super::lifetime;
use crate::protocol::error::bounded;
use crate::protocol::flow_def::RefreshLifetime;
use crate::protocol::machine::Answer;
use crate::protocol::token::{AccessToken, Token};
use crate::store::{Committed, Mute, Record, fingerprint};
use crate::{Error, ErrorKind, Reason};

/// How long a renewal that another process has noted is left alone. The store's lease says that it
/// is over, and this is for stores whose leases end by a clock. It is well below the shortest time
/// that servers go on to take a refresh token for, 10 seconds: who waited longer would lose it.
const LONGEST: Duration = Duration::from_secs(5);

/// How often one refresh token is sent: a second time only where the answer to the first was lost,
/// at once, for that is when servers that allow for it still answer.
const SENDS: u32 = 2;

/// For so long a token is new: a server that was asked again would give none that lasts longer.
const NEW: Duration = Duration::from_secs(30);

/// How often the store may turn out to have changed before it is somebody else's turn.
const LOOKS: u32 = 8;

/// What happened.
#[derive(Debug)]
pub(super) enum Event {
    /// The renewal begins.
    Begun,
    /// The store gave the right to renew, or did not.
    Leased(Result<Right, Error>),
    /// The store said what it has.
    Loaded(Result<Option<Record>, Error>),
    /// The store kept a record, or did not.
    Committed(Result<Committed, Error>),
    /// The server answered, or did not.
    Answered(Answer),
    /// The time is over.
    Waited,
}

/// How sure the right to renew is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Nobody else has it, as long as its holder lives: who noted a renewal before is gone.
    Sure,
    /// The same, as long as the renewal takes: so many are kept already for tokens that no store has,
    /// that this one can't be.
    Passing,
    /// It ends by a clock: who noted a renewal before may still be at it.
    Expires,
}

/// What to do next.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) enum Effect {
    /// Ask the store for the right to renew.
    Lease,
    /// Ask the store what it has.
    Load,
    /// Ask the store to put a record in the place of one of this generation.
    Commit { expected: u64, record: Record },
    /// Send the refresh token of this token.
    Send(Token),
    /// Wait so long.
    Wait(Duration),
    /// It is over.
    Finish(Outcome),
}

/// How a renewal ended.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) enum Outcome {
    /// With a token that the store has: new, or from somebody who was faster.
    Token(Record),
    /// With a token that the store does not have: it failed when it should have kept it.
    Unkept(Record, Error),
    /// With another refresh token and nothing to go with it, for what else the server gave can't be
    /// used; and why the store does not have it, if it has not.
    Odd(Record, Option<Error>, Error),
    /// The session is over, and the store knows.
    Ended(Record, Error),
    /// No new token; the old one is what it was, perhaps with the note that it was sent.
    Failed(Record, Error),
}

/// One renewal.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Flight {
    /// The newest record that is known.
    base: Record,
    /// How long the token is wanted for: one from somebody else must be as good.
    wanted: Duration,
    /// How long the user's consent lasts, where that is known.
    consent: Option<RefreshLifetime>,
    /// Whether the token is one that no store took, got with a right to renew that was held since.
    owed: bool,
    /// The generation of what the store has.
    there: u64,
    phase: Phase,
    /// How often the refresh token was sent without an answer.
    lost: u32,
    looks: u32,
    right: Right,
    /// Whether the note that is there was given its time.
    waited: bool,
    /// Why the server refused the refresh token: it is not sent again.
    refused: Option<Error>,
    /// What is wrong with the answer, of which the refresh token is kept all the same.
    odd: Option<Error>,
}

/// What is being waited for.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
enum Phase {
    Beginning,
    Leasing,
    /// What the store has, before anything is sent.
    Looking,
    /// A renewal of somebody else that may be under way.
    Waiting,
    /// What is held and the store does not have yet.
    CatchingUp(Record),
    /// The note that the refresh token is about to be sent.
    Noting(Record),
    Sending,
    /// The new token.
    Keeping(Record),
    /// What the store has, after it would not take the new token, which is in this record.
    Yielding(Record),
    /// What the store has, after the server refused.
    Doubting(Error),
    /// The end of the session.
    Ending(Record, Error),
    /// What the answer says of the refresh token: the note is taken back, a refusal is counted.
    Clearing(Record, Error),
}

impl Flight {
    /// A renewal of the token in a record, wanted for at least so long.
    pub(super) fn new(base: Record, wanted: Duration) -> Self {
        Self {
            there: base.generation,
            base,
            wanted,
            consent: None,
            owed: false,
            phase: Phase::Beginning,
            lost: 0,
            looks: 0,
            right: Right::Expires,
            waited: false,
            refused: None,
            odd: None,
        }
    }

    /// The same where the user's consent is known to last so long.
    pub(super) fn consented(self, consent: Option<RefreshLifetime>) -> Self {
        Self { consent, ..self }
    }

    /// The same for a token that the store did not take, in the hands of one who has held the right to
    /// renew since.
    pub(super) fn owed(self, owed: bool) -> Self {
        let there = self.base.generation.saturating_sub(u64::from(owed));
        Self { owed, there, ..self }
    }

    /// Whether the refresh token that the store has was spent for one that it has not: nobody else may
    /// renew before it has that.
    pub(super) fn owes(&self, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Unkept(kept, _) | Outcome::Odd(kept, Some(_), _) => {
                let spent = self.base.token.expose_refresh_token();
                self.owed || kept.token.expose_refresh_token() != spent
            }
            Outcome::Failed(..) => self.owed,
            Outcome::Token(_) | Outcome::Odd(_, None, _) | Outcome::Ended(..) => false,
        }
    }

    /// Takes in what happened, at this time, and says what to do.
    pub(super) fn step(&mut self, event: Event, now: SystemTime) -> Effect {
        let phase = std::mem::replace(&mut self.phase, Phase::Beginning);
        match (phase, event) {
            (Phase::Beginning, Event::Begun) => self.go(Phase::Leasing, Effect::Lease),
            (Phase::Leasing, Event::Leased(Ok(right))) => {
                self.right = right;
                self.look()
            }
            (Phase::Waiting, Event::Waited) => {
                self.waited = true;
                self.look()
            }
            (Phase::Looking, Event::Loaded(Ok(found))) => self.found(found, now),
            (Phase::Noting(noted), Event::Committed(Ok(Committed::Done))) => {
                self.has(noted);
                self.send()
            }
            (
                Phase::Noting(_) | Phase::CatchingUp(_),
                Event::Committed(Ok(Committed::Conflict)),
            ) => self.look(),
            (Phase::CatchingUp(base), Event::Committed(Ok(Committed::Done))) => {
                self.has(base);
                self.renew(now)
            }
            (Phase::CatchingUp(base), Event::Committed(Err(error))) => {
                self.base = base;
                self.unnoted(error, true, now)
            }
            (Phase::Noting(_), Event::Committed(Err(error))) => self.unnoted(error, false, now),
            // Nobody else can have had this token meanwhile.
            (Phase::Looking, Event::Loaded(Err(error))) if self.owed => {
                self.unnoted(error, true, now)
            }
            (Phase::Sending, Event::Answered(answer)) => self.answered(answer, now),
            (Phase::Keeping(kept), Event::Committed(committed)) => self.kept(kept, committed),
            (Phase::Yielding(kept), Event::Loaded(Ok(found))) => self.yielded(found, kept, now),
            // What the server gave is not let go for a store that fails to say what it has.
            (Phase::Yielding(kept), Event::Loaded(Err(error))) => self.brought(kept, Some(error)),
            (Phase::Doubting(error), Event::Loaded(Ok(found))) => self.doubted(found, error, now),
            (Phase::Ending(ended, error), Event::Committed(committed)) => match committed {
                Ok(Committed::Conflict) => self.doubt(error),
                Ok(Committed::Done) => finish(Outcome::Ended(ended, error)),
                // The server will say it again.
                Err(_) => finish(Outcome::Ended(self.base.clone(), error)),
            },
            (Phase::Clearing(cleared, error), Event::Committed(committed)) => {
                if matches!(committed, Ok(Committed::Done)) {
                    self.has(cleared);
                }
                self.fail(error)
            }
            (
                Phase::Leasing | Phase::Looking | Phase::Doubting(_),
                Event::Leased(Err(error)) | Event::Loaded(Err(error)),
            ) => self.fail(error),
            (phase, event) => {
                let message = format!("a renewal that was {phase:?} was told {event:?}");
                self.fail(Error::new(Reason::WrongStep, message))
            }
        }
    }

    fn go(&mut self, phase: Phase, effect: Effect) -> Effect {
        self.phase = phase;
        effect
    }

    /// The store has this.
    fn has(&mut self, record: Record) {
        (self.there, self.owed) = (record.generation, false);
        self.base = record;
    }

    fn look(&mut self) -> Effect {
        self.looks += 1;
        if self.looks > LOOKS {
            return self.fail(unsettled());
        }
        self.go(Phase::Looking, Effect::Load)
    }

    fn doubt(&mut self, error: Error) -> Effect {
        self.go(Phase::Doubting(error), Effect::Load)
    }

    /// What the store has, before anything is sent.
    fn found(&mut self, found: Option<Record>, now: SystemTime) -> Effect {
        let Some(found) = found else {
            // A session that the store never had is begun in it now, and so is one that nothing of
            // is lost by asking anew.
            if self.base.generation == 0 || !self.base.token.has_refresh_token() {
                (self.base.generation, self.there) = (0, 0);
                return self.note(now);
            }
            return finish(Outcome::Ended(Record::removed(), gone()));
        };
        self.there = found.generation;
        if let Some(base) = self.base.after_older(&found) {
            let effect = Effect::Commit { expected: found.generation, record: base.clone() };
            return self.go(Phase::CatchingUp(base), effect);
        }
        let same = found.is_same(&self.base);
        let other = found.generation != self.base.generation || !same;
        self.has(found);
        if let Some(reason) = &self.base.ended {
            let error = ended(reason);
            return finish(Outcome::Ended(self.base.clone(), error));
        }
        if other && self.is_good(now) {
            return finish(Outcome::Token(self.base.clone()));
        }
        // A note that came since is another one.
        self.waited &= !other;
        if let Some(left) = self.under_way(now) {
            return self.go(Phase::Waiting, Effect::Wait(left));
        }
        self.refused = self.refused.take().filter(|_| same);
        self.lost = if same { self.lost } else { 0 } + u32::from(self.was_sent());
        self.renew(now)
    }

    /// Renews what the store has, unless the server said just now that it is none.
    fn renew(&mut self, now: SystemTime) -> Effect {
        match self.refused.take() {
            Some(error) => self.end(error),
            None => self.note(now),
        }
    }

    fn end(&mut self, error: Error) -> Effect {
        let ended = self.base.with_end(error.reason().as_str());
        let effect = self.commit(&ended);
        self.go(Phase::Ending(ended, error), effect)
    }

    fn fail(&mut self, error: Error) -> Effect {
        finish(Outcome::Failed(self.base.clone(), error))
    }

    /// Whether the token is good for as long as it is wanted, or is good and so new that the server
    /// would give none that is good for longer.
    fn is_good(&self, now: SystemTime) -> bool {
        let issued_at = self.base.token.access_token().and_then(AccessToken::issued_at);
        let age = issued_at.and_then(|at| now.duration_since(at).ok());
        let is_new = age.is_some_and(|age| age < NEW);
        self.lasts(if is_new { Duration::ZERO } else { self.wanted }, now)
    }

    /// Whether there is an access token that is good for at least this long.
    fn lasts(&self, at_least: Duration, now: SystemTime) -> bool {
        let access = self.base.token.access_token();
        let enough = |left: Duration| !left.is_zero() && left >= at_least;
        access.is_some_and(|access| access.left(now).is_none_or(enough))
    }

    /// Whether the user's consent is over, by the calendar.
    fn is_over(&self, now: SystemTime) -> bool {
        let from = self.base.token.authorized_at();
        let end = from.zip(self.consent).and_then(|(from, lasts)| lifetime::end(from, lasts));
        end.is_some_and(|end| end <= now)
    }

    /// Whether the refresh token was sent before, and nobody knows what came of it.
    fn was_sent(&self) -> bool {
        let refresh_token = self.base.token.expose_refresh_token();
        let sent = self.base.sent.as_ref();
        sent.zip(refresh_token).is_some_and(|(sent, it)| sent.refresh_token == fingerprint(it))
    }

    /// How long a renewal that was noted may still be under way.
    fn under_way(&self, now: SystemTime) -> Option<Duration> {
        if self.right != Right::Expires || self.waited {
            return None;
        }
        let sent = self.base.sent.as_ref().filter(|_| self.was_sent())?;
        // A clock that was set back must not make a minute an age.
        let age = now.duration_since(sent.at).unwrap_or_default();
        LONGEST.checked_sub(age).filter(|left| !left.is_zero())
    }

    /// Notes that the refresh token is about to be sent.
    fn note(&mut self, now: SystemTime) -> Effect {
        if !self.base.token.has_refresh_token() {
            // Nothing is sent that could be spent: an app asks anew.
            return self.send();
        }
        let noted = self.base.noted(now);
        let effect = self.commit(&noted);
        self.go(Phase::Noting(noted), effect)
    }

    /// The store takes nothing new, perhaps not even the token that is to be renewed. Whoever has a
    /// token in use makes do with it; who has none gets one all the same, where nobody else can be at
    /// it.
    fn unnoted(&mut self, error: Error, unkept: bool, now: SystemTime) -> Effect {
        if let Some(refused) = self.refused.take() {
            return finish(Outcome::Ended(self.base.clone(), refused));
        }
        let in_use = self.lasts(Duration::ZERO, now);
        let may_pass = error.reason() == Reason::StoreUnavailable;
        if in_use || !may_pass || self.right != Right::Sure {
            return self.fail(error);
        }
        self.owed |= unkept;
        self.send()
    }

    fn commit(&self, record: &Record) -> Effect {
        Effect::Commit { expected: self.there, record: record.clone() }
    }

    fn send(&mut self) -> Effect {
        self.odd = None;
        let token = self.base.token.clone();
        self.go(Phase::Sending, Effect::Send(token))
    }

    fn answered(&mut self, answer: Answer, now: SystemTime) -> Effect {
        match answer {
            Answer::Renewed(token) => {
                let kept = self.renewed(token);
                self.keep(kept)
            }
            Answer::Odd(refresh_token, error) => {
                self.odd = Some(error);
                let kept = self.renewed(self.base.token.with_refresh_token(refresh_token));
                self.keep(kept)
            }
            Answer::Refused(error) => self.refused(error, now),
            Answer::Mute(error) => {
                let mute = self.base.refused_again(now);
                let was_good = self.base.token.access_token().is_some();
                if was_good && mute.is_an_end(now) {
                    return self.refused(dead(&error), now);
                }
                self.clear(Some(mute), error)
            }
            Answer::Failed(error) => {
                // Where nobody answered, nobody said anything else.
                let mute = self.base.mute.clone().filter(|_| error.status().is_none());
                self.clear(mute, error)
            }
            // The note stays: whoever renews next knows what happened.
            Answer::Unread(error) => self.fail(error),
            Answer::Lost(error) => {
                self.lost += 1;
                let again = self.base.token.has_refresh_token() && self.lost < SENDS;
                if again { self.send() } else { self.fail(error) }
            }
        }
    }

    /// The server takes the refresh token for ended.
    fn refused(&mut self, error: Error, now: SystemTime) -> Effect {
        let error = match () {
            () if self.lost > 0 => lost(&error),
            // The calendar alone ends nothing: clocks have been wrong.
            () if self.is_over(now) => over(&error),
            () => error,
        };
        self.doubt(error)
    }

    /// The next record, with what the server gave.
    fn renewed(&self, token: Token) -> Record {
        match self.owed {
            true => self.base.renewed_unkept(token, self.there),
            false => self.base.renewed(token),
        }
    }

    /// The answer brought nothing: the note is taken back, unless an answer was lost before.
    fn clear(&mut self, mute: Option<Mute>, error: Error) -> Effect {
        let sent = self.base.sent.clone().filter(|_| self.lost > 0);
        if sent == self.base.sent && mute == self.base.mute {
            return self.fail(error);
        }
        let cleared = self.base.refused(sent, mute);
        let effect = self.commit(&cleared);
        self.go(Phase::Clearing(cleared, error), effect)
    }

    fn keep(&mut self, kept: Record) -> Effect {
        let effect = self.commit(&kept);
        self.go(Phase::Keeping(kept), effect)
    }

    fn kept(&mut self, kept: Record, committed: Result<Committed, Error>) -> Effect {
        match committed {
            Ok(Committed::Done) => self.brought(kept, None),
            Ok(Committed::Conflict) => self.go(Phase::Yielding(kept), Effect::Load),
            Err(error) => self.brought(kept, Some(error)),
        }
    }

    /// What the server gave, and why the store does not have it, if it has not.
    fn brought(&mut self, kept: Record, unkept: Option<Error>) -> Effect {
        finish(match (self.odd.take(), unkept) {
            (Some(odd), unkept) => Outcome::Odd(kept, unkept, odd),
            (None, Some(error)) => Outcome::Unkept(kept, error),
            (None, None) => Outcome::Token(kept),
        })
    }

    /// Somebody logged in or out while the server was asked: that is newer than any renewal. The
    /// very token that was held is not: somebody else was lent the right to renew, too, and noted it.
    fn yielded(&mut self, found: Option<Record>, kept: Record, now: SystemTime) -> Effect {
        self.looks += 1;
        let Some(found) = found else { return self.emptied(kept) };
        let Some(kept) = kept.after_older(&found) else { return self.found(Some(found), now) };
        if self.looks > LOOKS {
            return self.brought(kept, Some(unsettled()));
        }
        self.has(found);
        self.keep(kept)
    }

    /// The store was emptied while the server was asked. That ends a session of a user, and begins
    /// one of an app in it, which loses nothing by asking anew.
    fn emptied(&mut self, mut kept: Record) -> Effect {
        if self.base.token.has_refresh_token() {
            return finish(Outcome::Ended(Record::removed(), gone()));
        }
        if self.looks > LOOKS {
            return self.brought(kept, Some(unsettled()));
        }
        (self.base.generation, self.there, kept.generation) = (0, 0, 1);
        self.keep(kept)
    }

    /// The server refused. If somebody else was faster, it was right to.
    fn doubted(&mut self, found: Option<Record>, error: Error, now: SystemTime) -> Effect {
        let Some(found) = found else { return finish(Outcome::Ended(Record::removed(), gone())) };
        if found.generation == self.base.generation && found.is_same(&self.base) {
            return self.end(error);
        }
        self.looks += 1;
        if self.looks > LOOKS {
            return self.look();
        }
        self.refused = Some(error);
        self.found(Some(found), now)
    }
}

fn finish(outcome: Outcome) -> Effect {
    Effect::Finish(outcome)
}

/// The error of a session of which the store has nothing any more: it was logged out elsewhere.
pub(super) fn gone() -> Error {
    ended(Reason::LoggedOut.as_str())
}

/// The store has something else each time that it is asked.
fn unsettled() -> Error {
    Error::new(Reason::Interrupted, "others keep changing what the store has of this session")
}

/// The error of a session that is known to have ended: for the reason that it ended for.
pub(super) fn ended(reason: &str) -> Error {
    let message = format!("the session has ended before: {}", bounded(reason, 64));
    let known = Reason::named(reason).filter(|it| it.kind() == ErrorKind::ConsentRequired);
    let reason = known.unwrap_or(Reason::InvalidGrant);
    Error::new(reason, message).with_advice("the user must log in again")
}

/// The server has refused the refresh token for long, and said nothing.
fn dead(error: &Error) -> Error {
    let message = "the server refuses the refresh token, and has not said why for an hour";
    Error::new(Reason::RefreshTokenRefused, message)
        .with_advice("the user must log in again")
        .with_source(error.share())
}

/// The server refuses a refresh token, and the user's consent is over.
fn over(error: &Error) -> Error {
    let message = "the user's consent has ended: the provider gives it for some time";
    let advice = "the user must log in again";
    Error::new(Reason::ConsentEnded, message).with_advice(advice).with_source(error.share())
}

/// The server refuses a refresh token whose answer was lost: it has given out another, to nobody.
fn lost(error: &Error) -> Error {
    let message = "the answer to a renewal was lost, and the server gives no other";
    let advice = "the user must log in again; providers that allow a refresh token to be sent again \
                  for a while avoid this";
    Error::new(Reason::RenewalLost, message).with_advice(advice).with_source(error.share())
}
