//! The engine: runs a flow's table, one transition at a time, without any I/O.
//!
//! A transition is two pure functions: one builds a request, one accepts the answer. What lies
//! between is somebody else's business: [`Machine::post`] sends through a transport, a test answers
//! by hand.

mod address;
mod away;
#[cfg(test)]
pub(crate) mod bare;
mod callback;
#[cfg(feature = "session")]
mod calls;
mod failed;
mod machine;
#[cfg(feature = "session")]
mod next;
mod odd;
#[cfg(feature = "session")]
mod ours;
mod random;
#[cfg(feature = "session")]
mod renewal;
mod request;
mod slots;
mod spent;
mod suspended;
mod template;
mod variable;

#[cfg(feature = "session")]
pub(crate) use calls::{add_headers, path_of_calls};
pub use failed::Failed;
pub use machine::Machine;
#[cfg(feature = "session")]
pub(crate) use next::Next;
#[cfg(feature = "session")]
pub(crate) use renewal::{Answer, accept_renewal, renewal_request};
#[cfg(feature = "http-client")]
pub(crate) use request::AGENT;
pub use suspended::SuspendedMachine;
