//! An attempt put away until its callback comes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

use super::Machine;
use super::away::Away;
use super::template::is_verifier;
use crate::protocol::config::Config;
use crate::protocol::flow_def::{FlowDef, StateDef};
use crate::protocol::server::Server;
use crate::protocol::token::kept::KeptToken;
use crate::{Error, Reason};

/// The version of the form that a suspended attempt is kept in.
const VERSION: u32 = 2;

/// An attempt as it is kept while the user is away: a web server puts it into the user's session,
/// and takes it out when the callback comes.
///
/// It holds the `state` and the code verifier, which are good for this one attempt: keep it where
/// the user can't read it, or encrypt it. The client secret and the rest of what the app brings are
/// not in it; the token is, where a flow has steps to take after it came.
///
/// - It belongs to its server, client and redirect URI, and is taken up at no other.
/// - It is good for an hour, unless [`good_for`](Self::good_for) says otherwise. An attempt that is
///   taken up and put away again ends when it would have.
/// - It is meant to be taken up once, and only who keeps it can see to that: whoever takes it out
///   removes it first, in one step, so that a callback that comes twice finds nothing. Where several
///   logins of a user go on at once, keep each by its `state`, which its callback names.
#[derive(Clone, Serialize)]
pub struct SuspendedMachine(Kept);

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    version: u32,
    provider: String,
    // Where nothing is said of these, it is of the first version, and told by that.
    #[serde(default)]
    server: String,
    flow: String,
    client_id: String,
    #[serde(default)]
    redirect_uri: Option<String>,
    state: String,
    #[serde(default)]
    away: Option<Away>,
    slots: BTreeMap<String, Zeroizing<String>>,
    /// Where there are steps to take after it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<KeptToken>,
}

impl Machine {
    /// Puts the attempt away, at this time.
    #[must_use]
    pub fn suspend(mut self, now: SystemTime) -> SuspendedMachine {
        self.undo();
        let mut slots = BTreeMap::new();
        for (index, slot) in self.flow.slots.iter().enumerate() {
            if let Some(value) = self.slots.expose(index).filter(|_| !slot.from_app) {
                slots.insert(slot.name.to_string(), Zeroizing::new(value.to_owned()));
            }
        }
        let server = Server::with(&self.flow, |slot| self.slots.expose(slot).map(str::to_owned));
        SuspendedMachine(Kept {
            version: VERSION,
            provider: self.flow.provider.name.to_string(),
            server: server.as_str().to_owned(),
            flow: self.flow.name.to_string(),
            client_id: self.slots.find(&self.flow, "client_id").unwrap_or_default().to_owned(),
            redirect_uri: self.redirect_uri.as_ref().map(|uri| uri.as_str().to_owned()),
            state: self.state().map(|state| state.name.to_string()).unwrap_or_default(),
            away: Some(self.away.unwrap_or_else(|| Away::from(now))),
            slots,
            token: KeptToken::of(&self.token),
        })
    }
}

impl SuspendedMachine {
    /// The same attempt, good for so long from when it was put away.
    #[must_use]
    pub fn good_for(mut self, lasts: Duration) -> Self {
        self.0.away = self.0.away.map(|away| away.for_at_most(lasts));
        self
    }

    /// Until when it is good: whoever keeps it may forget it then.
    #[must_use]
    pub fn ends_at(&self) -> SystemTime {
        self.0.away.map_or(SystemTime::UNIX_EPOCH, Away::ends_at)
    }

    /// Takes the attempt up again, in the state of this index, at this time.
    ///
    /// # Errors
    ///
    /// [`Reason::SuspendedTooOld`] when it was away for too long. [`Reason::SuspendedMismatch`] when
    /// it was suspended by another version, flow or app, at another server or redirect URI, or in
    /// another state, and when something is missing from it or was changed.
    pub fn resume(
        self,
        flow: &'static FlowDef,
        config: Config,
        state: usize,
        now: SystemTime,
    ) -> Result<Machine, Error> {
        self.0.check(flow, &config, state, now)?;
        self.restore(Machine::begin(flow, config), state)
    }

    /// Takes up an attempt of a flow that was loaded at run time, in the state that it was left in.
    ///
    /// # Errors
    ///
    /// As [`resume`](Self::resume).
    pub fn resume_shared(
        self,
        flow: Arc<FlowDef>,
        config: Config,
        now: SystemTime,
    ) -> Result<Machine, Error> {
        let left_in = |state: &StateDef| state.name == self.0.state;
        let state = flow.states.iter().position(left_in).unwrap_or(flow.states.len());
        self.0.check(&flow, &config, state, now)?;
        self.restore(Machine::begin_shared(flow, config), state)
    }

    fn restore(mut self, mut machine: Machine, state: usize) -> Result<Machine, Error> {
        let flow = machine.flow.clone();
        machine.state = state;
        machine.away = self.0.away;
        machine.token = self.0.token.take().map(KeptToken::into_token).unwrap_or_default();
        let Some(state) = flow.states.get(state) else { return Ok(machine) };
        for slot in state.keeps.iter().chain(state.perhaps.iter()) {
            let name = flow.slots.get(*slot).map_or("", |slot| slot.name.as_ref());
            let Some(mut value) = self.0.slots.remove(name) else {
                if state.perhaps.contains(slot) {
                    continue;
                }
                return Err(mismatch(format!("the suspended attempt lacks `{name}`")));
            };
            // What is minted is as long as a code verifier, and made of the same letters.
            let minted = flow.transitions.iter().any(|step| step.mint.contains(slot));
            if minted && !is_verifier(&value) {
                let message = format!("the `{name}` of the suspended attempt was changed");
                return Err(mismatch(message));
            }
            machine.slots.set(*slot, std::mem::take(&mut value), &flow);
        }
        Ok(machine)
    }
}

impl Kept {
    fn check(
        &self,
        flow: &FlowDef,
        config: &Config,
        state: usize,
        now: SystemTime,
    ) -> Result<(), Error> {
        let (found, version) = (self.version.to_string(), VERSION.to_string());
        // The rest of another version may mean something else.
        compare(&[("version", &found, &version)])?;
        let server = Server::of(flow, config);
        let redirect_uri = config.redirect_uri_of().unwrap_or_default();
        compare(&[
            ("provider", &self.provider, &flow.provider.name),
            ("server", &self.server, server.as_str()),
            ("flow", &self.flow, &flow.name),
            ("client id", &self.client_id, config.client_id()),
            ("redirect URI", self.redirect_uri.as_deref().unwrap_or_default(), redirect_uri),
            ("state", &self.state, flow.states.get(state).map_or("", |state| &state.name)),
        ])?;
        let Some(away) = self.away else {
            return Err(mismatch("the suspended attempt has no date".to_owned()));
        };
        if !away.is_over(now) {
            return Ok(());
        }
        let seconds = away.lasts().as_secs();
        let message = format!(
            "the suspended attempt is too old: it was good for {seconds} seconds from when it was put away"
        );
        Err(Error::new(Reason::SuspendedTooOld, message).with_advice(AGAIN))
    }
}

const AGAIN: &str = "begin the login again";

fn mismatch(message: String) -> Error {
    Error::new(Reason::SuspendedMismatch, message).with_advice(AGAIN)
}

/// An error that names all that is not as it is expected to be: what, what it is, and what it should be.
fn compare(pairs: &[(&str, &str, &str)]) -> Result<(), Error> {
    let differ = pairs.iter().filter(|(_, found, expected)| found != expected);
    let differ = differ.map(|(what, found, expected)| {
        format!("of the {what} `{}`, not `{expected}`", crate::protocol::error::bounded(found, 80))
    });
    let differ: Vec<String> = differ.collect();
    if differ.is_empty() {
        return Ok(());
    }
    Err(mismatch(format!("the suspended attempt is {}", differ.join(", and "))))
}
impl<'de> Deserialize<'de> for SuspendedMachine {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        // What serde says of a mistake quotes it, and that may be a secret.
        let mistake = |_| D::Error::custom("this is no suspended attempt");
        Kept::deserialize(input).map(Self).map_err(mistake)
    }
}

impl fmt::Debug for SuspendedMachine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SuspendedMachine")
            .field("flow", &self.0.flow)
            .field("state", &self.0.state)
            .finish_non_exhaustive()
    }
}
