//! Every order in which processes can take the steps of the real renewal, with crashes, answers
//! that are lost, others of which nothing but the refresh token can be used, and a lease that ends too
//! soon; none is left out.
//!
//! `FULL=1 cargo test --release -p spotify-flow --lib model` tries them with three processes, two
//! crashes, two lost answers, an odd one and one lease, and a store that takes nothing for a while;
//! without `FULL` there is less of each. What is assumed of
//! time: a process that lives ends a renewal within `LONGEST` of noting it. That callers who go away
//! change nothing (I6) needs no trying: the renewal knows of none.

mod code;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use stateright::{Checker as _, Model, Property};

use super::{Effect, Event, Flight, LONGEST, Outcome, Phase, Right};
use crate::protocol::machine::Answer;
use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;
use crate::store::{Committed, Record};
use crate::{Error, Reason};

const LIFE: Duration = Duration::from_secs(300);

/// What may happen, and how often.
#[derive(Debug, Clone, Copy)]
struct World {
    processes: usize,
    /// The server answers a refresh token that it has replaced with the one that replaced it.
    grace: bool,
    begins_with: Left,
}

/// How often something may still happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Left {
    crashes: u8,
    lost: u8,
    /// Answers of which nothing but the refresh token can be used.
    odd: u8,
    leases: u8,
    /// How often all tokens end.
    ends: u8,
    /// How often the store takes nothing for a while: it can be read.
    full: u8,
}

#[derive(Clone)]
struct State {
    now: SystemTime,
    grace: bool,
    right: Right,
    left: Left,
    /// The refresh token that is good, by its number; the family may be dead.
    current: u64,
    alive: bool,
    /// How often each refresh token was presented.
    presented: Vec<u8>,
    stored: Record,
    is_full: bool,
    processes: Vec<Process>,
    seen: Seen,
}

/// What has happened on the way to a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Seen {
    /// A promise that was broken.
    broken: Option<&'static str>,
    adopted: bool,
    waited: bool,
    recovered: bool,
    /// A token that was not kept, and one that was got for it.
    unkept: bool,
    renewed_unkept: bool,
    /// Somebody went on with the refresh token of an odd answer.
    went_on: bool,
}

#[derive(Clone)]
struct Process {
    held: Record,
    flight: Option<(Flight, Pending)>,
    leased: bool,
    /// The store is owed what it holds.
    owes: bool,
    ended: bool,
}

/// What a process waits for.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "there are two or three of them")]
enum Pending {
    Effect(Effect),
    /// The server's answer; none where it refuses.
    Answer(Option<u64>),
    Until(SystemTime),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Begin(usize),
    GoOn(usize),
    /// The request does not arrive, or its answer does not.
    Lose(usize),
    /// Of the answer nothing but the refresh token can be used.
    Odd(usize),
    Crash(usize),
    LoseLease(usize),
    /// The token that the store did not take is offered to it again.
    KeepAgain(usize),
    Fill,
    Drain,
    TokensEnd,
}

fn token(number: u64, now: SystemTime) -> Token {
    let mut token = Token::from_refresh_token(refresh_token(number), None);
    let access = Secret::new(format!("secret-a{number}"));
    token.access = Some(AccessToken::new(access, Some(now), Some(now + LIFE)));
    token
}

fn after(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn refresh_token(number: u64) -> String {
    format!("secret-r{number}")
}

fn number(token: &Token) -> u64 {
    let refresh_token = token.expose_refresh_token().and_then(|it| it.strip_prefix("secret-r"));
    refresh_token.and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
}

impl Process {
    fn of(record: &Record) -> Self {
        let ended = record.has_ended();
        Self { held: record.clone(), flight: None, leased: false, owes: false, ended }
    }

    fn needs_a_token(&self, now: SystemTime) -> bool {
        let ends = self.held.token.access_token().and_then(AccessToken::expires_at);
        self.flight.is_none() && !self.ended && ends.is_none_or(|end| end <= now)
    }

    /// When it noted a renewal that it is still in.
    fn noted(&self) -> Option<SystemTime> {
        let (flight, _) = self.flight.as_ref()?;
        let record = match &flight.phase {
            Phase::Noting(noted) => noted,
            Phase::Sending | Phase::Keeping(_) | Phase::Yielding(_) => &flight.base,
            Phase::Doubting(_) | Phase::Ending(..) => &flight.base,
            Phase::Beginning
            | Phase::Leasing
            | Phase::Looking
            | Phase::Waiting
            | Phase::CatchingUp(_)
            | Phase::Clearing(..) => return None,
        };
        record.sent.as_ref().map(|sent| sent.at)
    }
}

impl State {
    fn step(&mut self, who: usize, mut flight: Flight, event: Event) {
        let looked = matches!(event, Event::Loaded(_));
        let effect = flight.step(event, self.now);
        let owes = matches!(&effect, Effect::Finish(outcome) if flight.owes(outcome));
        if format!("{effect:?}").contains("secret-") {
            self.seen.broken = Some("I5: no secret is shown");
        }
        let pending = match effect {
            Effect::Finish(outcome) => {
                self.seen.adopted |= looked && matches!(outcome, Outcome::Token(_));
                return self.finish(who, outcome, owes);
            }
            Effect::Wait(wait) => {
                self.seen.waited = true;
                Pending::Until(self.now + wait)
            }
            Effect::Lease | Effect::Load | Effect::Commit { .. } | Effect::Send(_) => {
                Pending::Effect(effect)
            }
        };
        self.processes[who].flight = Some((flight, pending));
    }

    fn go_on(&mut self, who: usize) -> Option<()> {
        let (flight, pending) = self.processes[who].flight.take()?;
        let event = match pending {
            Pending::Until(until) => {
                self.pass_to(until)?;
                Event::Waited
            }
            Pending::Answer(None) => {
                let error = Error::new(Reason::InvalidGrant, "refused");
                Event::Answered(Answer::Refused(error))
            }
            Pending::Answer(Some(number)) => {
                self.seen.recovered |= flight.lost > 0;
                Event::Answered(Answer::Renewed(token(number, self.now)))
            }
            Pending::Effect(Effect::Lease) => {
                let others = self.processes.iter().enumerate().filter(|(other, _)| *other != who);
                if others.into_iter().any(|(_, it)| it.leased) {
                    return None;
                }
                self.processes[who].leased = true;
                Event::Leased(Ok(self.right))
            }
            Pending::Effect(Effect::Load) => Event::Loaded(Ok(Some(self.stored.clone()))),
            Pending::Effect(Effect::Commit { .. }) if self.is_full => {
                Event::Committed(Err(Error::new(Reason::StoreUnavailable, "full")))
            }
            Pending::Effect(Effect::Commit { expected, record }) => {
                Event::Committed(Ok(self.commit(expected, record)))
            }
            Pending::Effect(Effect::Send(token)) => {
                let answer = self.answer(number(&token));
                self.processes[who].flight = Some((flight, Pending::Answer(answer)));
                return Some(());
            }
            Pending::Effect(Effect::Wait(_) | Effect::Finish(_)) => unreachable!(),
        };
        self.step(who, flight, event);
        Some(())
    }

    /// Time passes, unless a process that lives would be late.
    fn pass_to(&mut self, time: SystemTime) -> Option<()> {
        let late = |it: &Process| it.noted().is_some_and(|at| at + LONGEST <= time);
        if self.processes.iter().any(late) {
            return None;
        }
        self.now = self.now.max(time);
        Some(())
    }

    fn commit(&mut self, expected: u64, record: Record) -> Committed {
        if self.stored.generation() != expected {
            return Committed::Conflict;
        }
        if record.generation() != expected + 1 {
            self.seen.broken = Some("I3: generations rise by one");
        }
        if record.has_ended() && !record.is_same(&self.stored) {
            self.seen.broken = Some("I3: an end hits its own generation");
        }
        self.stored = record;
        Committed::Done
    }

    /// A server that rotates, and ends the family when a refresh token comes again.
    fn answer(&mut self, number: u64) -> Option<u64> {
        self.presented[number as usize] += 1;
        if self.alive && number == self.current {
            self.current += 1;
            self.presented.push(0);
            return Some(self.current);
        }
        self.alive &= self.grace && number + 1 == self.current;
        self.alive.then_some(self.current)
    }

    fn finish(&mut self, who: usize, outcome: Outcome, owes: bool) {
        let process = &mut self.processes[who];
        let owed = std::mem::replace(&mut process.owes, owes);
        process.leased &= owes;
        match outcome {
            Outcome::Token(record) => {
                if record.generation() > self.stored.generation() {
                    self.seen.broken = Some("I2: what is seen is kept");
                }
                if record.generation() < process.held.generation() {
                    self.seen.broken = Some("I3: nobody goes back");
                }
                process.held = record;
            }
            Outcome::Unkept(record, _) | Outcome::Odd(record, Some(_), _) => {
                if !self.is_full {
                    self.seen.broken = Some("I2: the store was well");
                }
                self.seen.unkept = true;
                self.seen.renewed_unkept |= owed;
                process.held = record;
            }
            Outcome::Odd(record, None, _) => {
                if record.generation() > self.stored.generation() {
                    self.seen.broken = Some("I2: what came is kept before it is told");
                }
                process.held = record;
            }
            Outcome::Ended(..) => process.ended = true,
            Outcome::Failed(record, error) => {
                if error.reason() == Reason::WrongStep {
                    self.seen.broken = Some("every event is one that was waited for");
                }
                process.held = record;
            }
        }
    }

    fn lose(&mut self, who: usize) -> Option<()> {
        self.left.lost = self.left.lost.checked_sub(1)?;
        let (flight, pending) = self.processes[who].flight.take()?;
        if !matches!(pending, Pending::Answer(_) | Pending::Effect(Effect::Send(_))) {
            return None;
        }
        let error = Error::new(Reason::Interrupted, "cut off");
        self.step(who, flight, Event::Answered(Answer::Lost(error)));
        Some(())
    }

    fn be_odd(&mut self, who: usize) -> Option<()> {
        self.left.odd = self.left.odd.checked_sub(1)?;
        let (flight, pending) = self.processes[who].flight.take()?;
        let Pending::Answer(Some(number)) = pending else { return None };
        let (token, error) = (Secret::new(refresh_token(number)), Reason::InvalidExpiresIn);
        self.seen.went_on = true;
        let answer = Answer::Odd(token, Error::new(error, "`expires_in` is odd"));
        self.step(who, flight, Event::Answered(answer));
        Some(())
    }

    fn crash(&mut self, who: usize) -> Option<()> {
        self.left.crashes = self.left.crashes.checked_sub(1)?;
        self.processes[who].flight.as_ref()?;
        self.processes[who] = Process::of(&self.stored);
        Some(())
    }

    fn keep_again(&mut self, who: usize) -> Option<()> {
        let process = &self.processes[who];
        if !process.owes || process.flight.is_some() || self.is_full {
            return None;
        }
        let kept = process.held.after_older(&self.stored);
        if let Some(record) = kept {
            let committed = self.commit(self.stored.generation(), record);
            assert_eq!(committed, Committed::Done);
        }
        let process = &mut self.processes[who];
        (process.owes, process.leased) = (false, false);
        Some(())
    }

    fn fill(&mut self) -> Option<()> {
        self.left.full = self.left.full.checked_sub(1)?;
        self.is_full = true;
        Some(())
    }

    fn drain(&mut self) -> Option<()> {
        std::mem::take(&mut self.is_full).then_some(())
    }

    fn lose_lease(&mut self, who: usize) -> Option<()> {
        self.left.leases = self.left.leases.checked_sub(1)?;
        std::mem::take(&mut self.processes[who].leased).then_some(())
    }

    fn begin(&mut self, who: usize) -> Option<()> {
        if !self.processes[who].needs_a_token(self.now) {
            return None;
        }
        let Process { held, owes, .. } = &self.processes[who];
        let flight = Flight::new(held.clone(), Duration::ZERO).owed(*owes);
        self.step(who, flight, Event::Begun);
        Some(())
    }

    fn tokens_end(&mut self) -> Option<()> {
        self.left.ends = self.left.ends.checked_sub(1)?;
        self.pass_to(self.now + 2 * LIFE)
    }

    /// Whether everybody has a token, or knows that there is none.
    fn is_over(&self) -> bool {
        let done = |it: &Process| it.flight.is_none() && !it.needs_a_token(self.now) && !it.owes;
        self.left.ends == 0 && !self.is_full && self.processes.iter().all(done)
    }

    fn is_lost(&self) -> bool {
        !self.alive || self.stored.has_ended() || self.processes.iter().any(|it| it.ended)
    }
}

impl World {
    /// Leases that end too soon are those that end by a clock.
    fn right(&self) -> Right {
        if self.begins_with.leases > 0 { Right::Expires } else { Right::Sure }
    }

    /// How often something happened that may cost a session, or a repeated request.
    fn harms(&self, state: &State) -> u8 {
        let (before, left) = (self.begins_with, state.left);
        before.crashes - left.crashes + before.lost - left.lost
    }
}

impl World {
    /// How often a refresh token may be sent again: for each harm; and where it was spent by one who
    /// died, by each who can't keep that the server refuses it.
    fn again(&self, state: &State) -> u8 {
        let (harms, others) = (self.harms(state), self.processes as u8);
        let was_full = state.left.full < self.begins_with.full;
        harms + if harms > 0 && was_full { others } else { 0 }
    }
}

impl Model for World {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let now = after(1_800_000_000);
        let stored = Record::of(1, token(0, now - 2 * LIFE));
        vec![State {
            now,
            grace: self.grace,
            right: self.right(),
            left: self.begins_with,
            current: 0,
            alive: true,
            presented: vec![0],
            processes: vec![Process::of(&stored); self.processes],
            stored,
            is_full: false,
            seen: Seen::default(),
        }]
    }

    fn actions(&self, _: &State, actions: &mut Vec<Action>) {
        actions.extend([Action::TokensEnd, Action::Fill, Action::Drain]);
        for who in 0..self.processes {
            actions.push(Action::KeepAgain(who));
            actions.extend([Action::Begin(who), Action::GoOn(who), Action::Lose(who)]);
            actions.extend([Action::Odd(who), Action::Crash(who), Action::LoseLease(who)]);
        }
    }

    fn next_state(&self, before: &State, action: Action) -> Option<State> {
        let mut state = before.clone();
        match action {
            Action::Begin(who) => state.begin(who)?,
            Action::GoOn(who) => state.go_on(who)?,
            Action::Lose(who) => state.lose(who)?,
            Action::Odd(who) => state.be_odd(who)?,
            Action::Crash(who) => state.crash(who)?,
            Action::LoseLease(who) => state.lose_lease(who)?,
            Action::KeepAgain(who) => state.keep_again(who)?,
            Action::Fill => state.fill()?,
            Action::Drain => state.drain()?,
            Action::TokensEnd => state.tokens_end()?,
        }
        // Which of them is which makes no difference.
        state.processes.sort_by_cached_key(Process::code);
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        type Holds = fn(&World, &State) -> bool;
        let always: [(_, Holds); 3] = [
            ("I2, I3, I5: no promise is broken", |_, it| it.seen.broken.is_none()),
            ("I1: a refresh token is sent again only after a loss", |world, it| {
                it.presented.iter().all(|times| *times <= 1 + world.again(it))
            }),
            ("I7: no session is lost that could be kept", |world, it| {
                !it.is_lost() || (!world.grace && world.harms(it) > 0)
            }),
        ];
        let sometimes: [(_, Holds); 3] = [
            ("a renewal each time that the tokens end", |world, it| {
                it.current == 1 + u64::from(world.begins_with.ends)
            }),
            ("a token of another process", |_, it| it.seen.adopted),
            ("a wait for another process, where a lease is not sure", |world, it| {
                it.seen.waited == (world.right() == Right::Expires)
            }),
        ];
        let ends: Holds = |_, it| it.is_over();
        let mut properties = vec![Property::eventually("I4: nobody waits for ever", ends)];
        properties.extend(always.map(|(name, holds)| Property::always(name, holds)));
        properties.extend(sometimes.map(|(name, holds)| Property::sometimes(name, holds)));
        if self.begins_with.lost > 0 {
            let recovered: Holds = |_, it| it.seen.recovered;
            properties.push(Property::sometimes("an answer after a lost one", recovered));
        }
        if self.begins_with.odd > 0 {
            let went_on: Holds =
                |world, it| it.seen.went_on && it.current > 1 + u64::from(world.begins_with.ends);
            let name = "a renewal with the refresh token of an odd answer";
            properties.push(Property::sometimes(name, went_on));
        }
        if self.begins_with.full > 0 {
            let unkept: [(_, Holds); 2] = [
                ("a token that is not kept", |_, it| it.seen.unkept),
                ("one that was got for it", |_, it| it.seen.renewed_unkept),
            ];
            properties.extend(unkept.map(|(name, holds)| Property::sometimes(name, holds)));
        }
        if !self.grace && self.begins_with.crashes + self.begins_with.lost > 0 {
            let lost: Holds = |_, it| it.is_lost();
            properties.push(Property::sometimes("a session that is lost", lost));
        }
        properties
    }
}

/// Tries a world; with `FULL` the large one.
fn check(grace: bool, small: (usize, Left), large: (usize, Left)) {
    let full = std::env::var_os("FULL").is_some();
    let (processes, begins_with) = if full { large } else { small };
    let world = World { processes, grace, begins_with };
    let (begun, Left { crashes, lost, odd, leases, full, .. }) = (Instant::now(), begins_with);
    let checker = world.checker().spawn_bfs().join();
    checker.assert_properties();
    // In the form that `tests/tests/reliability.rs` looks for.
    println!(
        "proof: model | every order of steps: {processes} processes, crashes {crashes}, lost answers \
         {lost}, odd answers {odd}, leases that end too soon {leases}, a store that takes nothing \
         {full}, grace {grace} | {} states, no promise broken | {:.1} s",
        checker.unique_state_count(),
        begun.elapsed().as_secs_f64()
    );
}

/// Leases that hold as long as their holder lives, as those of files do.
fn check_sure(grace: bool) {
    let small = Left { crashes: 1, lost: 1, odd: 1, leases: 0, ends: 1, full: 0 };
    let large = Left { crashes: 2, lost: 2, odd: 1, leases: 0, ends: 1, full: 0 };
    check(grace, (2, small), (3, large));
}

/// Leases that end by a clock, one of them too soon.
fn check_expiring(grace: bool) {
    let small = Left { crashes: 1, lost: 1, odd: 1, leases: 1, ends: 0, full: 0 };
    let large = Left { crashes: 2, lost: 2, odd: 1, leases: 1, ends: 0, full: 0 };
    check(grace, (2, small), (3, large));
}

/// A store that can be read and takes nothing for a while, and then for another.
fn check_full(grace: bool, crashes: u8) {
    let small = Left { crashes, lost: 0, odd: 0, leases: 0, ends: 1, full: 1 };
    let large = Left { ends: 2, full: 2, ..small };
    check(grace, (2, small), (3, large));
}

#[test]
fn model_of_a_server_that_answers_again_loses_nothing() {
    check_sure(true);
}

#[test]
fn model_of_leases_that_end_too_soon_loses_nothing() {
    check_expiring(true);
}

#[test]
fn model_of_a_server_that_never_answers_again_loses_what_was_lost_on_the_way() {
    check_sure(false);
}

#[test]
fn model_of_a_store_that_takes_nothing_loses_nothing() {
    check_full(false, 0);
}

#[test]
fn model_of_a_store_that_takes_nothing_loses_what_its_process_took_with_it() {
    check_full(false, 1);
}

#[test]
fn model_of_both_loses_what_was_lost_on_the_way() {
    check_expiring(false);
}
