//! `spotify-flow run`: a flow stepped through by hand, by somebody who types.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod by_hand;
mod own_server;
mod refusals;
mod secrets;
mod simulated;
mod typing;
