//! Typed calls as their users meet them: what goes out, what comes back, and what a session makes
//! of an API that refuses, asks to wait, or means harm.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod apps;
mod bodies;
mod by_user;
mod elsewhere;
mod expired;
mod headers;
mod limits;
mod names;
mod pages;
mod pairs;
mod parameters;
mod provider_words;
mod refusals;
mod refused_tokens;
mod renamed_scopes;
mod scopes;
mod script;
mod shared_limits;
mod silence;
mod stage;
mod strangers;
mod words;
