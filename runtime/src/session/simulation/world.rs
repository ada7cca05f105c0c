//! A simulated world: processes, the store that they share, servers, and time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::random::Random;
use super::server::Server;
use super::trouble::Trouble;
use crate::protocol::machine::Answer;
use crate::protocol::token::{AccessToken, Token};
use crate::session::flight::{Effect, Event, Flight, Outcome, Right};
use crate::store::{Committed, Key, Record};
use crate::{Error, ErrorKind, Reason};

pub(super) const PROCESSES: usize = 3;
const STEPS: usize = 400;

/// Where the servers are.
const NAMES: [&str; 2] = ["https://one.example/", "https://other.example/"];

/// The key of the one session that there is at a server: all else in it is the same.
fn key(server: &Server) -> Key {
    Key::new("provider", server.name(), "client", "flow", "alice")
}

/// A process: what it holds, and the renewal that it is in.
struct Process {
    /// Which server its app is of.
    server: usize,
    held: Record,
    flight: Option<(Flight, Pending)>,
    /// The store is owed what it holds: it has the right to renew until that is kept.
    owes: bool,
    ended: bool,
    /// Nobody drives it before this.
    still_until: Option<SystemTime>,
}

impl Process {
    fn new(server: usize, held: Record) -> Self {
        let ended = held.has_ended();
        Self { server, held, flight: None, owes: false, ended, still_until: None }
    }
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

pub(super) struct World {
    random: Random,
    trouble: Trouble,
    now: SystemTime,
    pub(super) servers: Vec<Server>,
    /// Where the store has each server's session: where their keys are alike, at one place.
    places: Vec<usize>,
    stored: Vec<Record>,
    is_full: bool,
    /// Who has the right to renew what is stored at a place.
    leases: Vec<Option<usize>>,
    processes: Vec<Process>,
    /// Whether anything went wrong by which a session may be lost.
    harmed: bool,
    pub(super) renewed: u64,
    /// Tokens that were got for others that no store had.
    pub(super) renewed_unkept: u64,
    /// How many answers were odd.
    pub(super) odd: u64,
}

impl World {
    pub(super) fn new(seed: u64, trouble: Trouble) -> Self {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let names = if trouble.two_servers { NAMES.as_slice() } else { &NAMES[..1] };
        let servers: Vec<Server> = names.iter().map(|name| Server::new(name, now)).collect();
        let keys: Vec<Key> = servers.iter().map(key).collect();
        let place = |key: &Key| keys.iter().position(|other| other == key);
        let places: Vec<usize> = keys.iter().filter_map(place).collect();
        let record = |server: &Server| Record::of(1, server.token(now));
        let stored: Vec<Record> = servers.iter().map(record).collect();
        let process = |number| {
            let server = number % servers.len();
            Process::new(server, stored[places[server]].clone())
        };
        let processes = (0..PROCESSES).map(process).collect();
        Self {
            random: Random(seed),
            trouble,
            now,
            leases: vec![None; servers.len()],
            servers,
            places,
            stored,
            is_full: false,
            processes,
            harmed: false,
            renewed: 0,
            renewed_unkept: 0,
            odd: 0,
        }
    }

    /// What the store has of each server's session.
    pub(super) fn stored(&self) -> impl Iterator<Item = &Record> {
        self.places.iter().map(|&place| &self.stored[place])
    }

    /// Where the store has a process's session.
    fn place(&self, who: usize) -> usize {
        self.places[self.processes[who].server]
    }

    pub(super) fn run(&mut self) {
        for _ in 0..STEPS {
            let who = self.random.below(PROCESSES as u64) as usize;
            if self.trouble.crashes && self.random.one_in(40) {
                self.crash(who);
            } else {
                self.act(who);
            }
            if self.trouble.stillness && self.random.one_in(60) {
                let long = Duration::from_secs(self.random.below(7200));
                self.processes[who].still_until = Some(self.now + long);
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
        self.processes.iter_mut().for_each(|process| process.still_until = None);
        for round in 0..4000 {
            let busy = |process: &Process| process.flight.is_some() || process.owes;
            if !self.processes.iter().any(busy) {
                break;
            }
            let who = round % PROCESSES;
            if busy(&self.processes[who]) {
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
        self.give_back(who);
        let mut server = self.processes[who].server;
        if self.trouble.two_servers {
            server = self.random.below(self.servers.len() as u64) as usize;
        }
        let held = self.stored[self.places[server]].clone();
        self.processes[who] = Process::new(server, held);
    }

    /// The right to renew ends with the process that had it.
    fn give_back(&mut self, who: usize) {
        for holder in &mut self.leases {
            holder.take_if(|holder| *holder == who);
        }
    }

    fn act(&mut self, who: usize) {
        if self.processes[who].still_until.is_some_and(|until| self.now < until) {
            return;
        }
        if self.must_wait(who) {
            return;
        }
        let Some((flight, pending)) = self.processes[who].flight.take() else {
            if self.processes[who].owes && self.random.one_in(3) {
                return self.keep_again(who);
            }
            return self.begin(who);
        };
        let event = match pending {
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
        self.go_on(who, flight, event);
    }

    /// Whether its renewal can't go on now.
    fn must_wait(&self, who: usize) -> bool {
        let pending = self.processes[who].flight.as_ref().map(|(_, pending)| pending);
        match pending {
            Some(Pending::Until(time)) => self.now < *time,
            Some(Pending::Effect(Effect::Lease)) => {
                self.leases[self.place(who)].is_some_and(|holder| holder != who)
            }
            _ => false,
        }
    }

    fn go_on(&mut self, who: usize, mut flight: Flight, event: Event) {
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
                self.processes[who].flight = Some((flight, Pending::Effect(effect)));
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
        let flight = Flight::new(process.held.clone(), Duration::ZERO).owed(process.owes);
        self.go_on(who, flight, Event::Begun);
    }

    /// Offers the store what it did not take.
    fn keep_again(&mut self, who: usize) {
        if self.is_full || (self.trouble.failing_store && self.random.one_in(15)) {
            return;
        }
        let place = self.place(who);
        if let Some(record) = self.processes[who].held.after_older(&self.stored[place]) {
            self.stored[place] = record;
        }
        self.processes[who].owes = false;
        self.give_back(who);
    }

    /// What the world makes of an effect; or what there is still to wait for.
    fn carry_out(&mut self, who: usize, effect: Effect) -> Carried {
        let fails = self.trouble.failing_store && self.random.one_in(15);
        let broken = || Error::new(Reason::StoreUnavailable, "the store fails");
        let place = self.place(who);
        Carried::Happened(match effect {
            Effect::Lease if self.leases[place] == Some(who) => Event::Leased(Ok(Right::Sure)),
            Effect::Lease if fails => Event::Leased(Err(broken())),
            Effect::Lease => {
                self.leases[place] = Some(who);
                Event::Leased(Ok(Right::Sure))
            }
            Effect::Load if fails => Event::Loaded(Err(broken())),
            Effect::Load => Event::Loaded(Ok(Some(self.stored[place].clone()))),
            Effect::Commit { .. } if fails || self.is_full => Event::Committed(Err(broken())),
            Effect::Commit { expected, record } => self.commit(place, expected, record),
            Effect::Wait(time) => return Carried::Waits(Pending::Until(self.now + time)),
            Effect::Send(token) => return Carried::Waits(self.send(who, &token)),
            Effect::Finish(_) => unreachable!("it is over"),
        })
    }

    fn commit(&mut self, place: usize, expected: u64, record: Record) -> Event {
        let there = self.stored[place].generation();
        if there != expected {
            return Event::Committed(Ok(Committed::Conflict));
        }
        assert_eq!(record.generation(), there + 1, "generations rise by one");
        self.stored[place] = record;
        Event::Committed(Ok(Committed::Done))
    }

    /// The request reaches the server, or it does not.
    fn send(&mut self, who: usize, token: &Token) -> Pending {
        if self.trouble.failing_server && self.random.one_in(6) {
            return Pending::Arriving(None);
        }
        if self.trouble.mute_server && self.is_silent() {
            return Pending::Silence;
        }
        let refresh_token = token.expose_refresh_token().unwrap();
        let grace = self.trouble.grace;
        match self.servers[self.processes[who].server].answer(refresh_token, self.now, grace) {
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
        if !owes {
            self.give_back(who);
        }
        let there = self.stored[self.place(who)].generation();
        let process = &mut self.processes[who];
        let owed = std::mem::replace(&mut process.owes, owes);
        match outcome {
            Outcome::Token(record) => {
                assert!(there >= record.generation(), "it is kept before it is seen");
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
                assert!(there >= record.generation(), "it is kept before it is told");
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
