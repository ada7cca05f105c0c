//! The commands for maintainers, run as a maintainer runs them.
//!
//! What they print stands in `golden/`; `UPDATE_GOLDEN=1 cargo test -p spotify-flow-cli` writes it
//! anew, to be read in the diff.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod check;
mod diff;
mod draw;
mod package;
mod program;
mod start;
