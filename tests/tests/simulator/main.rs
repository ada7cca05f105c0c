//! Generated clients against the simulated Spotify, over real HTTP on loopback. Time passes when a
//! test moves the simulator's clock, and not before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod codes;
mod flows;
mod front_channel;
mod renewal;
mod scene;
mod silence;
