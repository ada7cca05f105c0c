//! An attempt put away until its callback comes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

use super::Machine;
use crate::protocol::config::Config;
use crate::protocol::flow_def::{FlowDef, StateDef};
use crate::protocol::token::kept::KeptToken;
use crate::{Error, Reason};

/// The version of the form that a suspended attempt is kept in.
const VERSION: u32 = 1;

/// An attempt as it is kept while the user is away: a web server puts it into the user's session,
/// and takes it out when the callback comes.
///
/// It holds the `state` and the code verifier, which are good for this one attempt: keep it where
/// the user can't read it, or encrypt it. The client secret and the rest of what the app brings are
/// not in it; the token is, where a flow has steps to take after it came.
#[derive(Clone, Serialize)]
pub struct SuspendedMachine(Kept);

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    version: u32,
    provider: String,
    flow: String,
    client_id: String,
    state: String,
    slots: BTreeMap<String, Zeroizing<String>>,
    /// Where there are steps to take after it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<KeptToken>,
}

impl Machine {
    /// Puts the attempt away.
    #[must_use]
    pub fn suspend(mut self) -> SuspendedMachine {
        self.undo();
        let mut slots = BTreeMap::new();
        for (index, slot) in self.flow.slots.iter().enumerate() {
            if let Some(value) = self.slots.expose(index).filter(|_| !slot.from_app) {
                slots.insert(slot.name.to_string(), Zeroizing::new(value.to_owned()));
            }
        }
        SuspendedMachine(Kept {
            version: VERSION,
            provider: self.flow.provider.name.to_string(),
            flow: self.flow.name.to_string(),
            client_id: self.slots.find(&self.flow, "client_id").unwrap_or_default().to_owned(),
            state: self.state().map(|state| state.name.to_string()).unwrap_or_default(),
            slots,
            token: KeptToken::of(&self.token),
        })
    }
}

impl SuspendedMachine {
    /// Takes the attempt up again, in the state of this index.
    ///
    /// # Errors
    ///
    /// [`Reason::SuspendedMismatch`] when it was suspended by another version, flow or app, or in
    /// another state, or when something is missing from it.
    pub fn resume(
        self,
        flow: &'static FlowDef,
        config: Config,
        state: usize,
    ) -> Result<Machine, Error> {
        self.0.check(flow, &config, state)?;
        self.restore(Machine::begin(flow, config), state)
    }

    /// Takes up an attempt of a flow that was loaded at run time, in the state that it was left in.
    ///
    /// # Errors
    ///
    /// As [`resume`](Self::resume).
    pub fn resume_shared(self, flow: Arc<FlowDef>, config: Config) -> Result<Machine, Error> {
        let left_in = |state: &StateDef| state.name == self.0.state;
        let state = flow.states.iter().position(left_in).unwrap_or(flow.states.len());
        self.0.check(&flow, &config, state)?;
        self.restore(Machine::begin_shared(flow, config), state)
    }

    fn restore(mut self, mut machine: Machine, state: usize) -> Result<Machine, Error> {
        let flow = machine.flow.clone();
        machine.state = state;
        machine.token = self.0.token.take().map(KeptToken::into_token).unwrap_or_default();
        let keeps = flow.states.get(state).map(|state| state.keeps.as_ref()).unwrap_or_default();
        for slot in keeps {
            let name = flow.slots.get(*slot).map_or("", |slot| slot.name.as_ref());
            let Some(mut value) = self.0.slots.remove(name) else {
                let message = format!("the suspended attempt lacks `{name}`");
                return Err(Error::new(Reason::SuspendedMismatch, message));
            };
            machine.slots.set(*slot, std::mem::take(&mut value), &flow);
        }
        Ok(machine)
    }
}

impl Kept {
    fn check(&self, flow: &FlowDef, config: &Config, state: usize) -> Result<(), Error> {
        let expected = flow.states.get(state).map_or("", |state| state.name.as_ref());
        let version = VERSION.to_string();
        let pairs = [
            ("version", self.version.to_string(), version.as_str()),
            ("provider", self.provider.clone(), flow.provider.name.as_ref()),
            ("flow", self.flow.clone(), flow.name.as_ref()),
            ("client id", self.client_id.clone(), config.client_id()),
            ("state", self.state.clone(), expected),
        ];
        for (what, found, expected) in pairs {
            if found != expected {
                let found = crate::protocol::error::bounded(&found, 80);
                let message =
                    format!("the suspended attempt is of the {what} `{found}`, not `{expected}`");
                return Err(
                    Error::new(Reason::SuspendedMismatch, message).advice("begin the login again")
                );
            }
        }
        Ok(())
    }
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
