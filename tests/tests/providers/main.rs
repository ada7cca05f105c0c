//! The providers that come with the library beside Spotify: what their flows send, and what they
//! make of the answers that these providers document.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod answered;
mod answers;
mod golden;
mod kept;
mod logins;
mod script;
