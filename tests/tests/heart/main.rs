//! What was begun ends, whoever drives a runtime: from one of several, from none, though the caller
//! goes away, stands still or is stopped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod drivers;
mod forked;
mod gate;
mod limits;
mod offered;
mod stage;
mod steps;
mod still;
mod threads;
