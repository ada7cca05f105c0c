//! Worlds in which processes share a store and a server rotates refresh tokens, one step at a time,
//! in an order that a seed decides: with crashes, lost and odd answers, a store that fails, a server
//! that is down or silent at times.
//!
//! `SEEDS=10000000 cargo test --release -p spotify-flow --lib simulation` tries more of them; a world
//! that fails names its seed, and `SEED=... ` runs that one alone.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::flight::{Effect, Event, Flight, Outcome, Right};
use crate::protocol::machine::Answer;
use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;
use crate::store::{Committed, Record};
use crate::{Error, ErrorKind, Reason};

const PROCESSES: usize = 3;
const STEPS: usize = 400;
const LIFE: Duration = Duration::from_secs(300);
const GRACE: Duration = Duration::from_secs(3600);

/// What may go wrong in a world.
#[derive(Debug, Clone, Copy, Default)]
struct Trouble {
    crashes: bool,
    lost_answers: bool,
    failing_store: bool,
    /// At times the store can be read, and takes nothing.
    full_store: bool,
    failing_server: bool,
    /// Of some answers nothing but the refresh token can be used.
    odd_answers: bool,
    /// For half an hour at a time the server refuses whatever is sent, and does not say why.
    mute_server: bool,
    /// The server answers a refresh token that it has replaced with the one that replaced it.
    grace: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (self.crashes, "crashes"),
            (self.lost_answers, "lost answers"),
            (self.failing_store, "a store that fails"),
            (self.full_store, "a store that takes nothing at times"),
            (self.failing_server, "a server that is down at times"),
            (self.odd_answers, "odd answers"),
            (self.mute_server, "a server that says nothing at times"),
            (self.grace, "a grace"),
        ];
        let there: Vec<_> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        f.write_str(if there.is_empty() { "no trouble" } else { "" })?;
        f.write_str(&there.join(", "))
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A server that rotates refresh tokens, and ends the whole family when one is used again.
struct Server {
    current: u64,
    rotated_at: SystemTime,
    alive: bool,
    /// How often each refresh token was presented.
    presented: Vec<u32>,
}

impl Server {
    fn answer(&mut self, refresh_token: &str, now: SystemTime, grace: bool) -> Option<Token> {
        let number: u64 = refresh_token.trim_start_matches('r').parse().unwrap();
        self.presented[number as usize] += 1;
        if !self.alive {
            return None;
        }
        if number == self.current {
            self.current += 1;
            self.presented.push(0);
            self.rotated_at = now;
            return Some(token(self.current, now));
        }
        let recent = now.duration_since(self.rotated_at).unwrap_or_default() <= GRACE;
        if grace && recent && number + 1 == self.current {
            return Some(token(self.current, now));
        }
        self.alive = false;
        None
    }
}

fn token(number: u64, now: SystemTime) -> Token {
    let mut token = Token::from_refresh_token(format!("r{number}"), None);
    let access = Secret::new(format!("a{number}"));
    token.access = Some(AccessToken::new(access, Some(now), Some(now + LIFE)));
    token
}

/// A process: what it holds, and the renewal that it is in.
struct Process {
    held: Record,
    flight: Option<(Flight, Pending)>,
    /// The store is owed what it holds: it has the right to renew until that is kept.
    owes: bool,
    ended: bool,
}

/// What a process waits for.
enum Pending {
    Effect(Effect),
    /// The server has answered, and the answer is on its way.
    Arriving(Option<Token>),
    /// The server has refused without a word.
    Silence,
    Until(SystemTime),
}

/// What the world makes of an effect.
enum Carried {
    Happened(Event),
    Waits(Pending),
}

struct World {
    random: Random,
    trouble: Trouble,
    now: SystemTime,
    server: Server,
    stored: Option<Record>,
    is_full: bool,
    lease: Option<usize>,
    processes: Vec<Process>,
    /// Whether anything went wrong by which a session may be lost.
    harmed: bool,
    renewed: u64,
    /// Tokens that were got for others that no store had.
    renewed_unkept: u64,
    /// How many answers were odd.
    odd: u64,
}

impl World {
    fn new(seed: u64, trouble: Trouble) -> World {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let first = Record::of(1, token(0, now));
        let process = || Process { held: first.clone(), flight: None, owes: false, ended: false };
        World {
            random: Random(seed),
            trouble,
            now,
            server: Server { current: 0, rotated_at: now, alive: true, presented: vec![0] },
            stored: Some(first.clone()),
            is_full: false,
            lease: None,
            processes: (0..PROCESSES).map(|_| process()).collect(),
            harmed: false,
            renewed: 0,
            renewed_unkept: 0,
            odd: 0,
        }
    }

    fn run(&mut self) {
        for _ in 0..STEPS {
            let who = self.random.below(PROCESSES as u64) as usize;
            if self.trouble.crashes && self.random.one_in(40) {
                self.crash(who);
            } else {
                self.act(who);
            }
            if self.trouble.full_store && self.random.one_in(40) {
                self.is_full = !self.is_full;
            }
            let seconds = if self.random.one_in(20) { 120 } else { 3 };
            self.now += Duration::from_secs(self.random.below(seconds));
        }
        self.calm_down();
    }

    /// Everybody comes to an end without further trouble.
    fn calm_down(&mut self) {
        let grace = self.trouble.grace;
        self.trouble = Trouble { grace, ..Trouble::default() };
        self.is_full = false;
        for round in 0..4000 {
            let who = round % PROCESSES;
            if self.processes[who].flight.is_some() || self.processes[who].owes {
                self.act(who);
            }
            self.now += Duration::from_secs(1);
        }
        assert!(self.processes.iter().all(|it| it.flight.is_none()), "nobody waits for ever");
    }

    /// A process dies, and starts again with what the store has.
    fn crash(&mut self, who: usize) {
        let pending = self.processes[who].flight.as_ref().map(|(_, pending)| pending);
        if let Some(Pending::Arriving(Some(_)) | Pending::Effect(Effect::Commit { .. })) = pending {
            // What the server may have given out is gone.
            self.harmed |= !self.trouble.grace;
        }
        // What the store has is spent, and the server may know of it no more.
        self.harmed |= self.processes[who].owes;
        if self.lease == Some(who) {
            self.lease = None;
        }
        let held = self.stored.clone().unwrap();
        let ended = held.has_ended();
        self.processes[who] = Process { held, flight: None, owes: false, ended };
    }

    fn act(&mut self, who: usize) {
        let Some((mut flight, pending)) = self.processes[who].flight.take() else {
            if self.processes[who].owes && self.random.one_in(3) {
                return self.keep_again(who);
            }
            return self.begin(who);
        };
        let event = match pending {
            Pending::Until(time) if self.now < time => {
                self.processes[who].flight = Some((flight, Pending::Until(time)));
                return;
            }
            Pending::Until(_) => Event::Waited,
            Pending::Arriving(answer) => self.arrive(answer),
            Pending::Silence => Event::Answered(Answer::Mute(
                Error::new(Reason::UnrecognisedErrorBody, "nothing").with_status(400),
            )),
            Pending::Effect(effect) => match self.carry_out(who, effect) {
                Carried::Happened(event) => event,
                Carried::Waits(pending) => {
                    self.processes[who].flight = Some((flight, pending));
                    return;
                }
            },
        };
        self.go_on(who, &mut flight, event);
        if let Some((place, _)) = &mut self.processes[who].flight {
            *place = flight;
        }
    }

    fn go_on(&mut self, who: usize, flight: &mut Flight, event: Event) {
        match flight.step(event, self.now) {
            Effect::Finish(outcome) => {
                let owes = flight.owes(&outcome);
                self.finish(who, outcome, owes);
            }
            effect @ (Effect::Lease
            | Effect::Load
            | Effect::Commit { .. }
            | Effect::Send(_)
            | Effect::Wait(_)) => {
                let placeholder = Flight::new(self.processes[who].held.clone(), Duration::ZERO);
                self.processes[who].flight = Some((placeholder, Pending::Effect(effect)));
            }
        }
    }

    /// Renews, if the token has ended.
    fn begin(&mut self, who: usize) {
        let process = &self.processes[who];
        let ends = process.held.token.access_token().and_then(AccessToken::expires_at);
        if process.ended || ends.is_some_and(|end| end > self.now) {
            return;
        }
        let mut flight = Flight::new(process.held.clone(), Duration::ZERO).owed(process.owes);
        self.go_on(who, &mut flight, Event::Begun);
        if let Some((place, _)) = &mut self.processes[who].flight {
            *place = flight;
        }
    }

    /// Offers the store what it did not take.
    fn keep_again(&mut self, who: usize) {
        if self.is_full || (self.trouble.failing_store && self.random.one_in(15)) {
            return;
        }
        let (there, held) = (self.stored.clone().unwrap(), &self.processes[who].held);
        if let Some(record) = held.after_older(&there) {
            self.stored = Some(record);
        }
        self.processes[who].owes = false;
        self.lease = None;
    }

    /// What the world makes of an effect; or what there is still to wait for.
    fn carry_out(&mut self, who: usize, effect: Effect) -> Carried {
        let fails = self.trouble.failing_store && self.random.one_in(15);
        let broken = || Error::new(Reason::StoreUnavailable, "the store fails");
        Carried::Happened(match effect {
            Effect::Lease if self.lease == Some(who) => Event::Leased(Ok(Right::Sure)),
            Effect::Lease if self.lease.is_some() => {
                return Carried::Waits(Pending::Effect(Effect::Lease));
            }
            Effect::Lease if fails => Event::Leased(Err(broken())),
            Effect::Lease => {
                self.lease = Some(who);
                Event::Leased(Ok(Right::Sure))
            }
            Effect::Load if fails => Event::Loaded(Err(broken())),
            Effect::Load => Event::Loaded(Ok(self.stored.clone())),
            Effect::Commit { .. } if fails || self.is_full => Event::Committed(Err(broken())),
            Effect::Commit { expected, record } => self.commit(expected, record),
            Effect::Wait(time) => return Carried::Waits(Pending::Until(self.now + time)),
            Effect::Send(token) => return Carried::Waits(self.send(&token)),
            Effect::Finish(_) => unreachable!("it is over"),
        })
    }

    fn commit(&mut self, expected: u64, record: Record) -> Event {
        let there = self.stored.as_ref().map_or(0, Record::generation);
        if there != expected {
            return Event::Committed(Ok(Committed::Conflict));
        }
        assert_eq!(record.generation(), there + 1, "generations rise by one");
        self.stored = Some(record);
        Event::Committed(Ok(Committed::Done))
    }

    /// The request reaches the server, or it does not.
    fn send(&mut self, token: &Token) -> Pending {
        if self.trouble.failing_server && self.random.one_in(6) {
            return Pending::Arriving(None);
        }
        if self.trouble.mute_server && self.is_silent() {
            return Pending::Silence;
        }
        let refresh_token = token.expose_refresh_token().unwrap();
        let grace = self.trouble.grace;
        match self.server.answer(refresh_token, self.now, grace) {
            Some(token) => Pending::Arriving(Some(token)),
            None => Pending::Arriving(Some(Token::default())),
        }
    }

    /// Every other half an hour.
    fn is_silent(&self) -> bool {
        let since = self.now.duration_since(UNIX_EPOCH).unwrap_or_default();
        since.as_secs() / 1800 % 2 == 1
    }

    /// The answer comes back, or it does not.
    fn arrive(&mut self, answer: Option<Token>) -> Event {
        let error = |reason| Error::new(reason, "the server's answer");
        Event::Answered(match answer {
            None => Answer::Failed(error(Reason::ServerUnavailable)),
            Some(_) if self.trouble.lost_answers && self.random.one_in(8) => {
                self.harmed |= !self.trouble.grace;
                Answer::Lost(error(Reason::Interrupted))
            }
            Some(Token { access: Some(_), refresh: Some(refresh_token), .. })
                if self.trouble.odd_answers && self.random.one_in(4) =>
            {
                self.odd += 1;
                Answer::Odd(refresh_token, error(Reason::InvalidExpiresIn))
            }
            Some(token) if token.access_token().is_some() => Answer::Renewed(token),
            Some(_) => Answer::Refused(error(Reason::InvalidGrant)),
        })
    }

    fn finish(&mut self, who: usize, outcome: Outcome, owes: bool) {
        if self.lease == Some(who) && !owes {
            self.lease = None;
        }
        let there = self.stored.clone().unwrap();
        let process = &mut self.processes[who];
        let owed = std::mem::replace(&mut process.owes, owes);
        match outcome {
            Outcome::Token(record) => {
                assert!(there.generation() >= record.generation(), "it is kept before it is seen");
                assert!(record.generation() >= process.held.generation(), "time goes forward");
                process.held = record;
                self.renewed += 1;
            }
            Outcome::Unkept(record, _) | Outcome::Odd(record, Some(_), _) => {
                assert!(self.trouble.failing_store || self.trouble.full_store);
                self.renewed_unkept += u64::from(owed);
                process.held = record;
            }
            Outcome::Odd(record, None, _) => {
                assert!(there.generation() >= record.generation(), "it is kept before it is told");
                process.held = record;
            }
            Outcome::Ended(_, error) => {
                assert_eq!(error.kind(), ErrorKind::ConsentRequired);
                assert!(self.harmed, "a session is lost though nothing went wrong: {error}");
                process.ended = true;
            }
            Outcome::Failed(record, error) => {
                process.held = record;
                assert_ne!(error.reason(), Reason::WrongStep, "{error}");
                assert_ne!(error.kind(), ErrorKind::ConsentRequired, "{error}");
            }
        }
    }
}

fn seeds() -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    match number("SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SEEDS").unwrap_or(10_000)).collect(),
    }
}

/// Runs a world for each seed; one that fails names its seed.
fn try_all(trouble: Trouble, check: impl Fn(&World)) {
    let (begun, seeds, mut renewed, mut unkept) = (Instant::now(), seeds(), 0, 0);
    for &seed in &seeds {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut world = World::new(seed, trouble);
            world.run();
            check(&world);
            (world.renewed, world.renewed_unkept)
        }));
        match tried {
            Ok((kept, not_kept)) => (renewed, unkept) = (renewed + kept, unkept + not_kept),
            Err(panic) => {
                eprintln!("the world of SEED={seed} fails: {trouble:?}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    assert!(renewed > 0, "a simulation in which nothing happens");
    assert!(!trouble.full_store || seeds.len() == 1 || unkept > 0, "none while the store is full");
    // In the form that `tests/tests/reliability.rs` looks for.
    println!(
        "proof: simulation | {} worlds of {PROCESSES} processes: {trouble} | {renewed} renewals, no \
         promise broken | {:.1} s",
        seeds.len(),
        begun.elapsed().as_secs_f64()
    );
}

#[test]
fn simulation_without_trouble_sends_each_refresh_token_once() {
    try_all(Trouble::default(), |world| {
        assert!(world.server.alive);
        assert!(world.server.presented.iter().all(|times| *times <= 1));
        assert!(!world.stored.as_ref().unwrap().has_ended());
    });
}

#[test]
fn simulation_with_a_server_that_is_down_at_times_loses_nothing() {
    let trouble = Trouble { failing_server: true, ..Trouble::default() };
    try_all(trouble, |world| {
        assert!(world.server.alive);
        assert!(world.server.presented.iter().all(|times| *times <= 1));
    });
}

#[test]
fn simulation_with_crashes_and_lost_answers_recovers_where_the_server_allows_it() {
    let trouble = Trouble {
        crashes: true,
        lost_answers: true,
        failing_server: true,
        odd_answers: true,
        grace: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(world.server.alive, "the family lives");
        assert!(!world.stored.as_ref().unwrap().has_ended());
    });
}

#[test]
fn simulation_with_a_store_that_fails_at_times_loses_nothing_where_the_server_allows_it() {
    let trouble = Trouble {
        lost_answers: true,
        failing_store: true,
        failing_server: true,
        odd_answers: true,
        grace: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(world.server.alive, "the family lives");
        assert!(!world.stored.as_ref().unwrap().has_ended());
    });
}

#[test]
fn simulation_with_a_store_that_takes_nothing_at_times_sends_each_refresh_token_once() {
    let trouble = Trouble {
        full_store: true,
        failing_store: true,
        failing_server: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(world.server.alive, "the family lives");
        assert!(world.server.presented.iter().all(|times| *times <= 1));
        assert!(!world.stored.as_ref().unwrap().has_ended());
    });
}

#[test]
fn simulation_with_odd_answers_sends_each_refresh_token_once() {
    let odd = std::cell::Cell::new(0);
    try_all(Trouble { odd_answers: true, ..Trouble::default() }, |world| {
        assert!(world.server.alive);
        assert!(world.server.presented.iter().all(|times| *times <= 1));
        assert!(!world.stored.as_ref().unwrap().has_ended());
        odd.set(odd.get() + world.odd);
    });
    assert!(odd.get() > 0, "a simulation in which nothing is odd");
}

#[test]
fn simulation_with_a_server_that_says_nothing_at_times_loses_nothing() {
    try_all(Trouble { mute_server: true, odd_answers: true, ..Trouble::default() }, |world| {
        assert!(world.server.alive);
        assert!(world.server.presented.iter().all(|times| *times <= 1));
        assert!(!world.stored.as_ref().unwrap().has_ended());
    });
}

#[test]
fn simulation_with_every_trouble_ends_a_session_in_words_or_not_at_all() {
    let trouble = Trouble {
        crashes: true,
        lost_answers: true,
        failing_store: true,
        full_store: true,
        failing_server: true,
        odd_answers: true,
        mute_server: false,
        grace: false,
    };
    try_all(trouble, |world| {
        let most = world.server.presented.iter().max().unwrap();
        // Once, once more when the answer was lost, and once by each who came after a crash.
        assert!(*most <= 2 + 2 * PROCESSES as u32 + 20, "{most} times");
    });
}
