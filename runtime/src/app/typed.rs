//! What generated code adds to a machine: a type for each state.

use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::App;
use crate::protocol::flow_def::FlowDef;
use crate::protocol::machine::{Machine, SuspendedMachine};
use crate::transport::clock::{Clock as _, SystemClock};
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
        Self { machine: machine.suspend(SystemClock.now()), state: PhantomData }
    }

    /// The same attempt, good for so long from when it was put away, instead of an hour. The time is
    /// in it, so that all who take it up go by the same.
    ///
    /// ```
    /// # use spotify_flow::{ClientId, RedirectUri, spotify_flow};
    /// use std::time::{Duration, SystemTime};
    ///
    /// #[spotify_flow(authorization_code_pkce)]
    /// struct Mixtape {
    ///     client_id: ClientId,
    ///     redirect_uri: RedirectUri,
    /// }
    ///
    /// # let redirect_uri = "http://127.0.0.1:8888/callback".parse()?;
    /// # let app = Mixtape { client_id: "mixtape".into(), redirect_uri };
    /// let attempt = app.begin().authorize()?;
    /// let state = attempt.state().to_owned(); // the callback names it: what to find the attempt by
    /// let kept = attempt.suspend().good_for(Duration::from_secs(600));
    /// assert!(kept.ends_at() <= SystemTime::now() + Duration::from_secs(600));
    /// # assert_eq!(state.len(), 43);
    /// # Ok::<(), spotify_flow::Error>(())
    /// ```
    #[must_use]
    pub fn good_for(self, lasts: Duration) -> Self {
        Self { machine: self.machine.good_for(lasts), ..self }
    }

    /// Until when it is good: whoever keeps it may forget it then.
    #[must_use]
    pub fn ends_at(&self) -> SystemTime {
        self.machine.ends_at()
    }

    /// Takes the attempt up again, with what the app brings.
    ///
    /// # Errors
    ///
    /// [`Reason::SuspendedTooOld`] when it was away for too long: the login begins again.
    /// [`Reason::SuspendedMismatch`] when it belongs to another flow, app, server, redirect URI or
    /// version of this library, was suspended in another state, or was changed.
    pub fn resume<A: App>(self, app: &A) -> Result<S::Attempt, Error> {
        if A::flow() != S::flow() {
            let message = format!("`{}` uses another flow than the suspended attempt", A::NAME);
            return Err(Error::new(Reason::SuspendedMismatch, message));
        }
        let machine = self.machine.resume(S::flow(), app.config(), S::INDEX, SystemClock.now())?;
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
