//! The language in which OAuth flows are declared: read, checked, explained.
//!
//! A *flow* is a grant at a provider, with four properties, endpoints and options; a *grant* is a
//! protocol's state machine; a *provider* is an authorization server with its facts. Each is a TOML
//! file. This crate turns them into a [`CheckedFlow`], which cannot exist unchecked, or into a
//! [`Report`] that says what is wrong, where, and what to write instead.
//!
//! ```text
//! text --read--> document --resolve--> flow --rules--> CheckedFlow
//!                (as written)          (names looked up)  (proved)
//! ```
//!
//! It knows neither Rust's tokens nor the network: the macros generate code from a [`CheckedFlow`],
//! the program `spotify-flow` prints what it says.
//!
//! ```
//! use spotify_flow_spec::{bundled, property::Property};
//!
//! let flow = bundled::flow("spotify", "client_credentials").unwrap();
//! assert!(!flow.properties.get(Property::NeedsUserConsent));
//! ```

pub mod api;
mod blame;
pub mod bundled;
#[cfg(feature = "catalogue")]
pub mod catalogue;
mod check;
mod chosen;
mod consent;
mod dataflow;
pub mod declared;
pub mod diff;
mod disk;
mod document;
pub mod fields;
pub mod flow;
mod graph;
mod host;
mod load;
mod near;
pub mod proof;
pub mod property;
pub mod provider;
mod read;
pub mod render;
pub mod report;
mod requests;
mod resolve;
pub mod rules;
#[cfg(feature = "catalogue")]
pub mod schema;
mod secret;
mod slot_set;
pub mod source;
pub mod suggest;
mod veil;

pub use api::Api;
pub use declared::Declared;
pub use disk::Disk;
pub use flow::{CheckedFlow, Flow};
pub use load::{Checked, Files, Loaded, LoadedApi, check_file, load, load_api};
pub use read::FORMAT;
pub use report::{Look, Problem, Report, Severity, Waiver};
pub use resolve::check_name;
