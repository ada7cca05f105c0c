//! An authorized app that gets new tokens by itself.

mod acquire;
mod asked;
mod asleep;
mod backoff;
mod blocking;
mod core;
mod crowd;
mod event;
mod flight;
mod held;
mod keeper;
mod kept_right;
mod leased;
mod lent;
mod lifetime;
mod not_kept;
mod pilot;
mod refused;
mod registry;
mod renewal;
#[cfg(test)]
mod schedules;
mod session;
#[cfg(test)]
mod simulation;
mod task;
mod turn;

pub(crate) use acquire::acquire;
pub(crate) use core::Core;
pub use event::{AccountEvents, Events, SessionEvent};
pub use not_kept::NotKept;
pub use registry::Sessions;
pub(crate) use renewal::{is_newer_elsewhere, replace, token};
pub use session::Session;
