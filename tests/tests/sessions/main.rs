//! Sessions that are kept in stores: nothing is lost, and one renews for all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod another_server;
mod answers;
mod beside;
mod by_hand;
mod clocks;
mod consent;
mod crowd;
mod cut_off;
mod dropped;
mod emptied;
mod events;
mod herd;
mod kept;
mod late;
mod logout;
mod lost_answers;
mod many;
mod many_unkept;
mod odd_answers;
#[cfg(unix)]
mod processes;
mod put_away;
mod refusals;
mod rotations;
mod seen_elsewhere;
mod stage;
mod troubled;
mod turnstile;
#[cfg(target_os = "linux")]
mod two_on_a_full_disk;
mod wearing;
