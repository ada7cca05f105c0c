//! Generated clients against the simulated Spotify, over real HTTP on loopback. Time passes when a
//! test moves the simulator's clock, and not before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod api;
mod api_operations;
mod api_pages;
mod api_params;
mod api_player;
mod api_scopes;
mod api_writes;
mod asked_again;
mod authorize;
mod codes;
mod faults;
mod flows;
mod front_channel;
mod operations;
mod raw;
mod redirect_uris;
mod renewal;
mod scene;
mod silence;
mod spent;
mod token;
