//! What generated code adds to a machine: a type for each state.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::App;
use crate::protocol::flow_def::FlowDef;
use crate::protocol::machine::{Machine, SuspendedMachine};
use crate::{Error, Reason};

/// A state of a generated module: an empty type. The macro implements it.
pub trait State {
    /// The index of the state in its flow.
    const INDEX: usize;

    /// The attempt in this state.
    type Attempt: From<Machine>;

    /// The flow that the state belongs to.
    fn flow() -> &'static FlowDef;
}

/// An attempt in a known state, put away until its callback comes; see [`SuspendedMachine`] for
/// what it holds and where to keep it. It serializes to the same form for every state, and says on
/// [`resume`](Self::resume) when it is taken for another.
pub struct Suspended<S> {
    machine: SuspendedMachine,
    state: PhantomData<fn() -> S>,
}

impl<S: State> Suspended<S> {
    /// Puts an attempt away.
    #[doc(hidden)]
    #[must_use]
    pub fn new(machine: Machine) -> Self {
        Self { machine: machine.suspend(), state: PhantomData }
    }

    /// Takes the attempt up again, with what the app brings.
    ///
    /// # Errors
    ///
    /// [`Reason::SuspendedMismatch`] when it belongs to another flow, app or version of this
    /// library, or was suspended in another state.
    pub fn resume<A: App>(self, app: &A) -> Result<S::Attempt, Error> {
        if A::flow() != S::flow() {
            let message = format!("`{}` uses another flow than the suspended attempt", A::NAME);
            return Err(Error::new(Reason::SuspendedMismatch, message));
        }
        let machine = self.machine.resume(S::flow(), app.config(), S::INDEX)?;
        Ok(machine.into())
    }
}

impl<S> Clone for Suspended<S> {
    fn clone(&self) -> Self {
        Self { machine: self.machine.clone(), state: PhantomData }
    }
}

impl<S> fmt::Debug for Suspended<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.machine.fmt(f)
    }
}

impl<S> Serialize for Suspended<S> {
    fn serialize<T: Serializer>(&self, output: T) -> Result<T::Ok, T::Error> {
        self.machine.serialize(output)
    }
}

impl<'de, S> Deserialize<'de> for Suspended<S> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let machine = SuspendedMachine::deserialize(input)?;
        Ok(Self { machine, state: PhantomData })
    }
}
