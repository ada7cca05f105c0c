//! What generated code calls. Not for people: it changes with the macro.

pub use std::borrow::Cow;

pub use crate::app::{Choice, FromEnv, FromText, choice_in, choice_name, choice_of};
#[cfg(feature = "session")]
pub use crate::login::{connect, login};
pub use crate::protocol::flow_def::*;
pub use crate::{App, Error, Failed, KeptMembers, Machine, State, Suspended, Token, Transport};

pub use serde;
use serde_json::Value;

#[cfg(feature = "session")]
use crate::session::Session;
use crate::transport::clock::{Clock as _, SystemClock};

/// An attempt in its flow's initial state.
pub fn begin<A: App, T: From<Machine>>(app: &A) -> T {
    Machine::begin(A::flow(), app.config()).into()
}

/// A step that gives the attempt back when it fails, in the types of the states.
pub fn step<A: From<Machine>, B: From<Machine>>(
    taken: Result<Machine, Failed<Machine>>,
) -> Result<B, Failed<A>> {
    taken.map(B::from).map_err(|failed| failed.map(A::from))
}

/// A step whose failure ends the attempt.
pub fn spent<B: From<Machine>>(taken: Result<Machine, Failed<Machine>>) -> Result<B, Error> {
    taken.map(B::from).map_err(Error::from)
}

/// A `post` that gives the attempt back when it fails.
pub async fn post_step<A: From<Machine>, B: From<Machine>>(
    machine: Machine,
    transition: usize,
    http: &dyn Transport,
) -> Result<B, Failed<A>> {
    step(machine.post(transition, http).await)
}

/// A `post` whose failure ends the attempt. What it spent is not lost where a refresh token came.
pub async fn post_spent<B: From<Machine>>(
    machine: Machine,
    transition: usize,
    http: &dyn Transport,
) -> Result<B, Error> {
    spent(machine.post(transition, http).await.or_else(|failed| failed.arrived(transition)))
}

/// A callback that comes now.
pub fn receive(
    machine: Machine,
    transition: usize,
    callback: &str,
) -> Result<Machine, Failed<Machine>> {
    machine.receive(transition, callback, SystemClock.now())
}

/// The value of an option as text.
pub fn text(value: impl ToString) -> String {
    value.to_string()
}

#[cfg(feature = "session")]
/// The session of a token, over the HTTP client of this library.
pub fn session<A: App>(app: &A, token: impl Into<Token>) -> Session<A> {
    Session::over(app, token, crate::transport::Shared)
}

/// An argument of a call as text.
pub fn text_of<T: ToString>(value: impl Into<T>) -> String {
    value.into().to_string()
}

/// Each argument of a list as text.
pub fn texts_of<T: ToString>(
    values: impl IntoIterator<Item = impl Into<T>>,
) -> impl Iterator<Item = String> {
    values.into_iter().map(text_of)
}

/// An argument of a call as JSON.
pub fn json_of<T: Into<Value>>(value: impl Into<T>) -> Value {
    value.into().into()
}

/// A list as JSON.
pub fn jsons_of<T: Into<Value>>(values: impl IntoIterator<Item = impl Into<T>>) -> Value {
    values.into_iter().map(json_of).collect()
}
