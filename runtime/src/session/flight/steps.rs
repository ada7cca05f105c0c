//! Single renewals, told step by step what happens: the edges that no world of the model comes to.

mod odd;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Effect, Event, Flight, LONGEST, LOOKS, NEW, Outcome, Right, SENDS};
use crate::protocol::flow_def::RefreshLifetime;
use crate::protocol::machine::Answer;
use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;
use crate::store::{Committed, Record};
use crate::{Error, Reason};

const A_SECOND: Duration = Duration::from_secs(1);

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// A token by its number; its access token lasts so long.
fn token(number: u32, left: Duration) -> Token {
    let mut token = Token::from_refresh_token(format!("r{number}"), Some(now()));
    let access = Secret::new(format!("a{number}"));
    token.access = Some(AccessToken::new(access, Some(now()), Some(now() + left)));
    token
}

/// A record of a token that has ended.
fn record(generation: u64, number: u32) -> Record {
    Record::of(generation, token(number, Duration::ZERO))
}

/// What a renewal was told so far.
struct Told {
    flight: Flight,
    effect: Effect,
    /// How often it asked the store what it has.
    loads: u32,
}

impl Told {
    /// A renewal that has the right to renew.
    fn with(mut flight: Flight, right: Right) -> Self {
        assert!(matches!(flight.step(Event::Begun, now()), Effect::Lease));
        let effect = flight.step(Event::Leased(Ok(right)), now());
        let loads = u32::from(matches!(effect, Effect::Load));
        Self { flight, effect, loads }
    }

    fn of(base: &Record) -> Self {
        Self::with(Flight::new(base.clone(), Duration::ZERO), Right::Sure)
    }

    /// A renewal that has sent the refresh token of what is held and stored.
    fn sent(base: &Record) -> Self {
        let mut told = Self::of(base);
        told.loaded(base).committed(Committed::Done);
        told
    }

    fn tell(&mut self, event: Event) -> &mut Self {
        self.effect = self.flight.step(event, now());
        self.loads += u32::from(matches!(self.effect, Effect::Load));
        self
    }

    fn loaded(&mut self, record: &Record) -> &mut Self {
        self.tell(Event::Loaded(Ok(Some(record.clone()))))
    }

    fn committed(&mut self, committed: Committed) -> &mut Self {
        self.tell(Event::Committed(Ok(committed)))
    }

    fn answered(&mut self, answer: fn(Error) -> Answer, reason: Reason) -> &mut Self {
        self.tell(Event::Answered(answer(Error::new(reason, "no token"))))
    }

    /// The generation that is expected, and the record that takes its place.
    fn commit(&self) -> Option<(u64, &Record)> {
        let Effect::Commit { expected, record } = &self.effect else { return None };
        Some((*expected, record))
    }

    fn outcome(&self) -> &Outcome {
        let Effect::Finish(outcome) = &self.effect else { panic!("it goes on: {:?}", self.effect) };
        outcome
    }

    /// Why it failed, and what it leaves.
    fn failed(&self) -> (Reason, &Record) {
        let outcome = self.outcome();
        let Outcome::Failed(record, error) = outcome else { panic!("{outcome:?}") };
        (error.reason(), record)
    }

    /// Why the session is over.
    fn ended(&self) -> Reason {
        let outcome = self.outcome();
        let Outcome::Ended(_, error) = outcome else { panic!("{outcome:?}") };
        error.reason()
    }

    fn is_sending(&self) -> bool {
        matches!(self.effect, Effect::Send(_))
    }
}

#[test]
fn who_never_comes_to_note_a_renewal_leaves_it_to_others_after_so_many_looks() {
    let mut told = Told::of(&record(1, 1));
    for generation in 1.. {
        told.loaded(&record(generation, 1));
        if told.commit().is_none() {
            break;
        }
        told.committed(Committed::Conflict);
        if told.commit().is_none() && !matches!(told.effect, Effect::Load) {
            break;
        }
    }
    assert_eq!((told.failed().0, told.loads), (Reason::Interrupted, LOOKS));
}

#[test]
fn who_never_comes_to_keep_a_token_takes_what_is_there_after_so_many_looks() {
    let base = record(1, 1);
    let mut told = Told::sent(&base);
    told.tell(Event::Answered(Answer::Renewed(token(2, A_SECOND))));
    let mut there = base.noted(now());
    while told.commit().is_some_and(|(expected, _)| expected == there.generation()) {
        told.committed(Committed::Conflict);
        there = there.noted(now());
        told.loaded(&there);
    }
    let Outcome::Unkept(kept, _) = told.outcome() else { panic!("what the server gave is let go") };
    assert_eq!(kept.token.expose_refresh_token(), Some("r2"));
    // One of them was the look before all else.
    assert_eq!(told.loads, LOOKS + 1);
}

#[test]
fn an_end_that_came_while_the_server_was_asked_is_newer_than_its_answer() {
    let base = record(1, 1);
    let logged_out = Record::of(2, Token::default()).with_end("logged_out");
    let same_token = base.noted(now()).with_end("invalid_grant");
    for (there, answer, reason) in
        [(logged_out, 2, Reason::LoggedOut), (same_token, 1, Reason::InvalidGrant)]
    {
        let mut told = Told::sent(&base);
        told.tell(Event::Answered(Answer::Renewed(token(answer, A_SECOND))));
        told.committed(Committed::Conflict).loaded(&there);
        assert_eq!(told.ended(), reason);
    }
}

#[test]
fn an_end_of_the_refresh_token_before_is_none_of_the_one_that_came_for_it() {
    let base = record(1, 1);
    let there = base.noted(now()).with_end("invalid_grant");
    let mut told = Told::sent(&base);
    told.tell(Event::Answered(Answer::Renewed(token(2, A_SECOND))));
    told.committed(Committed::Conflict).loaded(&there);
    let (expected, kept) = told.commit().unwrap();
    assert_eq!((expected, kept.generation()), (there.generation(), there.generation() + 1));
    assert_eq!(kept.token.expose_refresh_token(), Some("r2"));
}

#[test]
fn who_never_comes_to_keep_an_end_leaves_it_to_others_after_so_many_looks() {
    let mut there = record(1, 1);
    let mut told = Told::sent(&there);
    told.answered(Answer::Refused, Reason::InvalidGrant);
    while matches!(told.effect, Effect::Load) {
        there = there.noted(now()).noted(now());
        told.loaded(&there);
        if told.commit().is_some_and(|(_, record)| record.has_ended()) {
            told.committed(Committed::Conflict);
        }
    }
    assert_eq!((told.failed().0, told.loads), (Reason::Interrupted, LOOKS + 1));
}

#[test]
fn a_session_that_the_store_has_no_more_is_over_and_one_that_it_never_had_begins() {
    for generation in [1, 2] {
        let mut told = Told::of(&record(generation, 1));
        told.tell(Event::Loaded(Ok(None)));
        assert_eq!(told.ended(), Reason::LoggedOut);
    }
    let mut told = Told::of(&record(0, 1));
    told.tell(Event::Loaded(Ok(None)));
    assert_eq!(
        told.commit().map(|(expected, record)| (expected, record.generation())),
        Some((0, 1))
    );
    assert!(told.committed(Committed::Done).is_sending());
}

#[test]
fn a_store_that_was_emptied_meanwhile_takes_the_token_of_an_app_and_ends_that_of_a_user() {
    let user = record(2, 1);
    let mut app = user.clone();
    app.token.refresh = None;
    for base in [user, app] {
        let mut told = Told::of(&base);
        told.loaded(&base);
        if base.token.has_refresh_token() {
            told.committed(Committed::Done);
        }
        told.tell(Event::Answered(Answer::Renewed(token(2, A_SECOND))));
        told.committed(Committed::Conflict).tell(Event::Loaded(Ok(None)));
        if base.token.has_refresh_token() {
            assert_eq!(told.ended(), Reason::LoggedOut);
            continue;
        }
        for _ in 2..=LOOKS {
            let commit = told.commit().map(|(expected, record)| (expected, record.generation()));
            assert_eq!(commit, Some((0, 1)));
            told.committed(Committed::Conflict).tell(Event::Loaded(Ok(None)));
        }
        assert!(matches!(told.outcome(), Outcome::Unkept(kept, _) if !kept.is_same(&base)));
    }
}

#[test]
fn what_the_store_does_not_have_yet_is_kept_before_anything_is_sent() {
    let mut told = Told::of(&record(3, 3));
    told.loaded(&record(2, 2));
    let (expected, kept) = told.commit().unwrap();
    assert_eq!((expected, kept.generation(), kept.sent.is_none()), (2, 3, true));
    let (expected, noted) = told.committed(Committed::Done).commit().unwrap();
    assert_eq!((expected, noted.generation(), noted.sent.is_some()), (3, 4, true));
    assert!(told.committed(Committed::Done).is_sending());
}

#[test]
fn a_token_of_somebody_else_is_taken_if_it_is_good_for_as_long_as_it_is_wanted() {
    let wanted = Duration::from_secs(60);
    // An hour ago, so that the server would give a newer one.
    let at = now() - Duration::from_secs(3600);
    let lasting = |left| {
        let mut record = Record::of(2, token(2, left));
        record.token.access =
            Some(AccessToken::new(Secret::new("a2"), Some(at), Some(now() + left)));
        record
    };
    let new = Record::of(2, token(2, A_SECOND));
    let mut endless = lasting(wanted);
    endless.token.access = Some(AccessToken::new(Secret::new("a2"), None, None));
    let mut none = lasting(wanted);
    none.token.access = None;
    let others = [
        (lasting(wanted + A_SECOND), true),
        (endless, true),
        (new, true),
        (lasting(wanted), true),
        (lasting(wanted - A_SECOND), false),
        (none, false),
    ];
    for (other, taken) in others {
        let mut told = Told::with(Flight::new(record(1, 1), wanted), Right::Sure);
        told.loaded(&other);
        assert_eq!(matches!(told.effect, Effect::Finish(Outcome::Token(_))), taken, "{other:?}");
        assert_eq!(told.commit().is_some(), !taken, "{other:?}");
    }
}

#[test]
fn a_token_that_is_held_is_renewed_though_it_is_good() {
    let base = Record::of(1, token(1, 2 * A_SECOND));
    assert!(Told::sent(&base).is_sending());
    // A new login of the same generation is somebody else's all the same.
    let mut told = Told::of(&base);
    told.loaded(&Record::of(1, token(2, 2 * A_SECOND)));
    assert!(matches!(told.outcome(), Outcome::Token(_)));
    // And so is the token of somebody who kept it as it is.
    let mut told = Told::of(&base);
    told.loaded(&Record::of(2, token(1, 2 * A_SECOND)));
    assert!(matches!(told.outcome(), Outcome::Token(_)));
}

#[test]
fn a_consent_is_over_when_the_server_says_so_after_its_time() {
    let lasts = |days| Some(RefreshLifetime { months: 0, days, from_use: false });
    let agreed = |days: u64| {
        let at = now() - Duration::from_secs(days * 24 * 3600);
        Record::of(1, Token::from_refresh_token("r1", Some(at)))
    };
    for (days, reason) in
        [(29, Reason::InvalidGrant), (30, Reason::ConsentEnded), (31, Reason::ConsentEnded)]
    {
        let flight = Flight::new(agreed(days), Duration::ZERO).consented(lasts(30));
        let mut told = Told::with(flight, Right::Sure);
        told.loaded(&agreed(days)).committed(Committed::Done);
        assert!(told.is_sending(), "our clock may be wrong");
        told.answered(Answer::Refused, Reason::InvalidGrant);
        told.loaded(&agreed(days).noted(now())).committed(Committed::Done);
        assert_eq!(told.ended(), reason, "{days}");
    }
}

#[test]
fn a_note_of_somebody_who_may_be_at_it_is_given_its_time() {
    let left_alone = [
        (Duration::ZERO, Some(LONGEST)),
        (A_SECOND, Some(LONGEST - A_SECOND)),
        (LONGEST, None),
        (2 * LONGEST, None),
    ];
    let base = record(1, 1);
    let told = |right, noted: &Record| {
        let mut told = Told::with(Flight::new(base.clone(), Duration::ZERO), right);
        told.loaded(noted);
        told
    };
    let is_waiting =
        |told: &Told, left| matches!(told.effect, Effect::Wait(it) if Some(it) == left);
    for (age, left) in left_alone {
        let noted = base.noted(now() - age);
        let expires = told(Right::Expires, &noted);
        assert_eq!(
            (is_waiting(&expires, left), expires.commit().is_some()),
            match left {
                Some(_) => (true, false),
                None => (false, true),
            }
        );
        assert!(told(Right::Sure, &noted).commit().is_some(), "who noted it is gone");
    }
    // A clock that was set back.
    let later = base.noted(now() + 2 * LONGEST);
    assert!(is_waiting(&told(Right::Expires, &later), Some(LONGEST)));
    // A note of another refresh token is of a renewal that is over.
    let mut replaced = base.noted(now());
    replaced.token = token(2, Duration::ZERO);
    assert!(told(Right::Expires, &replaced).commit().is_some());
    // Each note is given its time once.
    let noted = base.noted(now());
    let mut waited = told(Right::Expires, &noted);
    assert!(matches!(waited.tell(Event::Waited).effect, Effect::Load));
    assert!(waited.loaded(&noted).commit().is_some());
    let mut waited = told(Right::Expires, &noted);
    waited.tell(Event::Waited).loaded(&noted.noted(now()));
    assert!(is_waiting(&waited, Some(LONGEST)));
}

#[test]
fn a_refresh_token_whose_answer_is_lost_is_sent_so_often_and_its_note_stays() {
    let base = record(1, 1);
    let mut told = Told::sent(&base);
    let mut sends = 0;
    while told.is_sending() {
        sends += 1;
        told.answered(Answer::Lost, Reason::Timeout);
    }
    let (reason, left) = told.failed();
    assert_eq!((sends, reason, left.sent.is_some()), (SENDS, Reason::Timeout, true));
}

#[test]
fn a_note_that_was_found_is_a_send_whose_answer_was_lost() {
    let base = record(1, 1);
    let noted = base.noted(now());
    // Held by the process that noted it, and by one that did not know of it.
    for held in [&noted, &base] {
        let sent = || {
            let mut told = Told::of(held);
            told.loaded(&noted).committed(Committed::Done);
            assert!(told.is_sending());
            told
        };
        assert_eq!(sent().answered(Answer::Lost, Reason::Timeout).failed().0, Reason::Timeout);
        let mut told = sent();
        told.answered(Answer::Refused, Reason::InvalidGrant);
        told.loaded(&noted.noted(now())).committed(Committed::Done);
        assert_eq!(told.ended(), Reason::RenewalLost);
    }
}

#[test]
fn what_an_app_without_a_refresh_token_asks_for_is_asked_once() {
    let mut base = record(1, 1);
    base.token.refresh = None;
    for (answer, reason) in [
        (Answer::Lost as fn(Error) -> Answer, Reason::Timeout),
        (Answer::Failed, Reason::ServerUnavailable),
    ] {
        let mut told = Told::of(&base);
        assert!(told.loaded(&base).is_sending(), "there is nothing to note");
        told.answered(answer, reason);
        assert_eq!(told.failed().0, reason);
    }
}

#[test]
fn the_note_is_taken_back_where_the_refresh_token_is_as_good_as_before() {
    let base = record(1, 1);
    let mut told = Told::sent(&base);
    told.answered(Answer::Failed, Reason::ServerUnavailable);
    let (expected, cleared) = told.commit().unwrap();
    assert_eq!((expected, cleared.generation(), cleared.sent.is_none()), (2, 3, true));
    told.committed(Committed::Done);
    let (reason, left) = told.failed();
    assert_eq!((reason, left.generation()), (Reason::ServerUnavailable, 3));
    // Not where an answer was lost before: the refresh token may be spent.
    let mut told = Told::sent(&base);
    told.answered(Answer::Lost, Reason::Timeout);
    told.answered(Answer::Failed, Reason::ServerUnavailable);
    let (reason, left) = told.failed();
    assert_eq!((reason, left.sent.is_some()), (Reason::ServerUnavailable, true));
    // What the store did not take is not what it has.
    let mut told = Told::sent(&base);
    told.answered(Answer::Failed, Reason::ServerUnavailable).committed(Committed::Conflict);
    assert_eq!(told.failed().1.generation(), 2);
}

#[test]
fn who_is_refused_looks_whether_somebody_else_was_faster() {
    let base = record(1, 1);
    let refused = || {
        let mut told = Told::sent(&base);
        told.answered(Answer::Refused, Reason::InvalidGrant);
        assert!(matches!(told.effect, Effect::Load));
        told
    };
    let mut told = refused();
    told.loaded(&base.noted(now()));
    assert!(told.commit().is_some_and(|(expected, it)| expected == 2 && it.has_ended()));
    assert_eq!(told.committed(Committed::Done).ended(), Reason::InvalidGrant);
    // A token that has ended by now, too, is another all the same: it is renewed.
    let mut told = refused();
    told.loaded(&record(3, 2));
    assert!(told.commit().is_some_and(|(expected, it)| expected == 3 && !it.has_ended()));
    let mut told = refused();
    told.loaded(&Record::of(3, token(2, A_SECOND)));
    assert!(matches!(told.outcome(), Outcome::Token(_)));
    let mut told = refused();
    told.tell(Event::Loaded(Ok(None)));
    assert_eq!(told.ended(), Reason::LoggedOut);
}

#[test]
fn what_was_not_waited_for_is_an_error_and_no_panic() {
    let mut flight = Flight::new(record(1, 1), Duration::ZERO);
    for _ in 0..2 {
        let effect = flight.step(Event::Waited, now());
        assert!(matches!(effect, Effect::Finish(Outcome::Failed(_, error))
            if error.reason() == Reason::WrongStep));
    }
}

fn fails() -> Error {
    Error::new(Reason::StoreUnavailable, "no space left on the device")
}

/// A renewal of a token that the store did not take, by one who has held the right to renew since;
/// and the note on the token that was spent for it, which is what the store has.
fn owed() -> (Flight, Record) {
    let base = record(1, 1).noted(now());
    let mut told = Told::sent(&record(1, 1));
    told.tell(Event::Answered(Answer::Renewed(token(2, Duration::ZERO))));
    told.tell(Event::Committed(Err(fails())));
    assert!(told.flight.owes(told.outcome()), "what the store has is spent");
    let Outcome::Unkept(kept, _) = told.outcome() else { panic!("{:?}", told.outcome()) };
    (Flight::new(kept.clone(), Duration::ZERO).owed(true), base)
}

#[test]
fn who_has_held_the_right_to_renew_since_renews_on_though_the_store_takes_nothing() {
    let (flight, there) = owed();
    for readable in [true, false] {
        let mut told = Told::with(flight.clone(), Right::Sure);
        if readable {
            told.loaded(&there);
            assert_eq!(
                told.commit().map(|(expected, it)| (expected, it.generation())),
                Some((2, 3))
            );
            told.tell(Event::Committed(Err(fails())));
        } else {
            told.tell(Event::Loaded(Err(fails())));
        }
        assert!(told.is_sending(), "{readable}");
        told.tell(Event::Answered(Answer::Renewed(token(3, A_SECOND))));
        let (expected, kept) = told.commit().unwrap();
        assert_eq!((expected, kept.generation()), (2, 3), "it follows what the store has");
        assert!(kept.after_older(&there.noted(now())).is_some(), "and all that is done to that");
        told.tell(Event::Committed(Err(fails())));
        assert!(matches!(told.outcome(), Outcome::Unkept(..)) && told.flight.owes(told.outcome()));
    }
}

#[test]
fn a_store_that_took_what_it_said_it_did_not_gives_way_to_what_came_of_it() {
    let (flight, there) = owed();
    let mut told = Told::with(flight, Right::Sure);
    told.loaded(&there).tell(Event::Committed(Err(fails())));
    told.tell(Event::Answered(Answer::Renewed(token(3, A_SECOND))));
    // What was lost was the word that it was kept.
    let taken = Record::of(3, token(2, Duration::ZERO));
    told.committed(Committed::Conflict).loaded(&taken);
    let (expected, kept) = told.commit().unwrap();
    assert_eq!((expected, kept.token.expose_refresh_token()), (3, Some("r3")));
}

#[test]
fn nothing_is_sent_that_is_not_noted_where_the_right_ends_by_a_clock_or_a_token_is_in_use() {
    let (flight, there) = owed();
    let mut in_use = flight.clone();
    in_use.base = Record::of(3, token(2, A_SECOND));
    for (flight, right) in [(flight, Right::Expires), (in_use, Right::Sure)] {
        let mut told = Told::with(flight, right);
        told.loaded(&there).tell(Event::Committed(Err(fails())));
        assert_eq!(told.failed().0, Reason::StoreUnavailable);
        assert!(told.flight.owes(told.outcome()), "the right is not given back");
    }
}

#[test]
fn a_token_that_no_store_has_and_the_server_refuses_is_sent_once() {
    let (flight, there) = owed();
    let mut told = Told::with(flight, Right::Sure);
    told.loaded(&there).tell(Event::Committed(Err(fails())));
    told.answered(Answer::Refused, Reason::InvalidGrant).loaded(&there);
    told.tell(Event::Committed(Err(fails())));
    assert_eq!(told.ended(), Reason::InvalidGrant);
    assert!(!told.flight.owes(told.outcome()));
}

#[test]
fn a_server_that_does_not_rotate_leaves_what_the_store_has_as_good_as_it_was() {
    let mut told = Told::sent(&record(1, 1));
    let mut renewed = token(1, A_SECOND);
    renewed.access = Some(AccessToken::new(Secret::new("a2"), None, None));
    told.tell(Event::Answered(Answer::Renewed(renewed))).tell(Event::Committed(Err(fails())));
    assert!(matches!(told.outcome(), Outcome::Unkept(..)) && !told.flight.owes(told.outcome()));
}

#[test]
fn a_store_that_can_not_be_read_is_asked_before_anything_is_sent_unless_it_is_owed_a_token() {
    let mut told = Told::of(&record(1, 1));
    told.tell(Event::Loaded(Err(fails())));
    assert_eq!(told.failed().0, Reason::StoreUnavailable);
}

#[test]
fn a_token_of_somebody_else_is_new_for_half_a_minute() {
    let moment = Duration::from_millis(1);
    for (age, taken) in [(NEW - moment, true), (NEW, false)] {
        let mut other = record(2, 2);
        let issued_at = Some(now() - age);
        let access = AccessToken::new(Secret::new("a2"), issued_at, Some(now() + A_SECOND));
        other.token.access = Some(access);
        let flight = Flight::new(record(1, 1), Duration::from_secs(60));
        let mut told = Told::with(flight, Right::Sure);
        told.loaded(&other);
        assert_eq!(matches!(told.effect, Effect::Finish(Outcome::Token(_))), taken, "{age:?}");
    }
}

#[test]
fn a_store_that_did_not_take_what_is_held_is_owed_it_though_nothing_comes_of_the_renewal() {
    let mut told = Told::of(&record(3, 3));
    told.loaded(&record(2, 2)).tell(Event::Committed(Err(fails())));
    assert!(told.is_sending());
    told.answered(Answer::Failed, Reason::ServerUnavailable);
    assert_eq!(told.failed().0, Reason::ServerUnavailable);
    assert!(told.flight.owes(told.outcome()));
}
