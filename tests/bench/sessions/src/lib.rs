//! What sessions of `spotify-flow` cost, beside what those of its peers cost.
//!
//! `cargo bench --manifest-path tests/bench/sessions/Cargo.toml` prints it: a token that is fresh, a
//! crowd that finds it ended, renewals that are kept.

// A bench has one way to say that something is wrong: it stops.
#![allow(clippy::unwrap_used)]

pub mod huskarl;
pub mod ours;
mod peer;
pub mod rspotify;
pub mod server;
pub mod yup;

pub use peer::Peer;
