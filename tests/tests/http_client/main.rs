//! The HTTP client against real servers on loopback: whom it trusts, which way it takes, who drives
//! its connections, and what it says when there is none.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod causes;
mod identity;
mod introduction;
mod proxies;
mod runtimes;
mod server;
mod stillness;
