//! Stores never lose a session and never leak one: the threats to them, each by its number.
//!
//! What the system does to a program is done to one here: it is killed at each of its system calls,
//! and each of them fails.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod anew;
mod conformance;
mod crashes;
mod crowd;
mod damage;
mod faults;
mod folder;
mod keyring;
mod locks;
mod many;
mod places;
mod power;
mod program;
mod removals;
mod renewals;
mod strace;
mod versions;
