//! What the tests of `spotify-flow` share: servers that others wrote, a browser without a screen,
//! and a search for secrets in what was printed.
//!
//! A test that needs a tool from the machine asks for it and goes on only when it is there:
//!
//! ```no_run
//! use spotify_flow_tests::{interop::OidcProvider, requires};
//!
//! let Some(server) = requires::or_skip(OidcProvider::start(&[])) else { return };
//! assert!(server.origin().starts_with("http://127.0.0.1:"));
//! ```

// A harness has one way to say that something is wrong: the test fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod alone;
mod browser;
pub mod bundled_apps;
pub mod cases;
mod child_server;
mod clocked;
mod folders;
pub mod interop;
pub mod library;
pub mod proof;
#[cfg(doctest)]
mod readme;
mod recording;
mod records;
pub mod requires;
pub mod rotating;
mod secrets;

pub use alone::alone;
pub use browser::Browser;
pub use child_server::ChildServer;
pub use clocked::Clocked;
pub use folders::{package_folder, target_folder, workspace_folder};
pub use recording::Recording;
pub use records::{SPOTIFY, alice, record, refresh_token};
pub use secrets::assert_no_secrets;
