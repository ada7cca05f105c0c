//! The threats that a client of OAuth meets, each by its number, with what is promised against it.
//!
//! Those of the back channel come over real sockets: a server that sends what it likes, byte by
//! byte, and the HTTP client that users have. What cannot be met stands in
//! `cases/threats_decided_against.json`, with the reason.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod apps;
mod bodies;
mod canaries;
mod front_channel;
mod index;
#[cfg(target_os = "linux")]
mod memory;
mod places;
mod printed;
mod secrecy;
mod server;
mod timing;
mod tls;
mod waits;
mod wire;
