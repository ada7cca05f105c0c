//! Cases that others wrote down, run against the engine: facts from RFCs, and what the tests of
//! other OAuth clients say.
//!
//! They stand in `cases/`, each with its source. A case is run, or `cases/decided_against.json` says
//! in a sentence why not. Nothing passes by being overlooked: whoever runs a case takes what it says
//! member by member, and a member that nobody took fails the test.

mod case;
mod client;
mod desk;
mod facts;
mod reasons;
mod spec;
mod urls;

pub use case::{Case, run_all};
pub use client::{Client, Code, CodeBody, Robot, STATE, VERIFIER, value_of};
pub use desk::{Answer, Desk};
pub use facts::Facts;
pub use reasons::{assert_is, passes};
pub use spec::{is_refused, slip_is_refused};
pub use urls::assert_url_holds;

/// A token of a session, and the end of what the session does behind it.
pub async fn settled<A: spotify_flow::App>(
    session: &spotify_flow::Session<A>,
) -> Result<spotify_flow::AccessToken, spotify_flow::Error> {
    let token = session.token().await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    token
}

/// Runs a future to its end.
pub fn block<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(future)
}
