//! What a state of the model is, in numbers: two states that are the same have the same.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::{Left, Pending, Process, Seen, State, number, seconds};
use crate::protocol::token::AccessToken;
use crate::session::flight::{Effect, Flight, Phase};
use crate::store::Record;

/// What a state is, in numbers.
pub(super) type Code = Vec<u64>;

fn write(record: &Record, code: &mut Code) {
    let ends = record.token.access_token().and_then(AccessToken::expires_at);
    let sent = record.sent.as_ref().map(|sent| sent.at);
    code.extend([record.generation(), number(&record.token), u64::from(record.has_ended())]);
    code.extend([ends, sent].map(|time| time.map_or(0, seconds)));
}

impl Process {
    pub(super) fn code(&self) -> Code {
        let mut code = [self.leased, self.owes, self.ended].map(u64::from).to_vec();
        write(&self.held, &mut code);
        if let Some((flight, pending)) = &self.flight {
            flight.write(&mut code);
            pending.write(&mut code);
        }
        code
    }
}

impl Flight {
    fn write(&self, code: &mut Code) {
        write(&self.base, code);
        let (phase, record) = match &self.phase {
            Phase::Beginning => (0, None),
            Phase::Leasing => (1, None),
            Phase::Looking => (2, None),
            Phase::Waiting => (3, None),
            Phase::CatchingUp(base) => (4, Some(base)),
            Phase::Noting(noted) => (5, Some(noted)),
            Phase::Sending => (6, None),
            Phase::Keeping(kept) => (7, Some(kept)),
            Phase::Yielding(kept) => (8, Some(kept)),
            Phase::Doubting(_) => (9, None),
            Phase::Ending(ended, _) => (10, Some(ended)),
            Phase::Clearing(cleared, _) => (11, Some(cleared)),
        };
        code.extend([u64::from(self.lost), u64::from(self.looks), phase, self.there]);
        code.extend([self.waited, self.owed, self.refused.is_some()].map(u64::from));
        code.push(u64::from(self.odd.is_some()));
        record.inspect(|record| write(record, code));
    }
}

impl Pending {
    fn write(&self, code: &mut Code) {
        match self {
            Self::Effect(Effect::Lease) => code.push(0),
            Self::Effect(Effect::Load) => code.push(1),
            Self::Effect(Effect::Commit { expected, record }) => {
                code.extend([2, *expected]);
                write(record, code);
            }
            Self::Effect(Effect::Send(token)) => code.extend([3, number(token)]),
            Self::Effect(Effect::Wait(_) | Effect::Finish(_)) => unreachable!(),
            Self::Answer(answer) => code.extend([4, answer.unwrap_or(u64::MAX)]),
            Self::Until(until) => code.extend([5, seconds(*until)]),
        }
    }
}

impl State {
    fn code(&self) -> Code {
        let Left { crashes, lost, odd, leases, ends, full } = self.left;
        let Seen { broken, adopted, waited, recovered, unkept, renewed_unkept, went_on } =
            self.seen;
        let mut code = vec![seconds(self.now), self.current];
        code.extend([self.alive, self.is_full, unkept, renewed_unkept].map(u64::from));
        code.extend([crashes, lost, odd, leases, ends, full].map(u64::from));
        code.extend([broken.is_some(), adopted, waited, recovered, went_on].map(u64::from));
        code.extend(self.presented.iter().copied().map(u64::from));
        write(&self.stored, &mut code);
        self.processes.iter().for_each(|process| code.extend(process.code()));
        code
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<Code> = self.processes.iter().map(Process::code).collect();
        write!(f, "{:?} {:?} {:?} {codes:?}", self.stored, self.presented, self.seen)
    }
}
