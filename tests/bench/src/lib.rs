//! What `spotify-flow` costs, beside what its peers cost.
//!
//! `cargo bench` prints it: times in memory, exchanges over loopback, allocations. Each figure is
//! taken beside its peers' in one run, in turns, so that noise hits all of them. The ratios are the
//! point: absolute figures drift from machine to machine.

// A bench has one way to say that something is wrong: it stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod loopback;
pub mod measure;
pub mod memory;
mod oauth2_client;
mod ours;
pub mod server;
mod table;
mod work;

pub use table::Table;
pub use work::Work;

/// What the benches send and receive, the same for all.
pub mod values {
    /// The app's id at the provider: as long as one of Spotify's.
    pub const CLIENT_ID: &str = "5fe01282e94241328a84e7c5cc169164";
    /// Where the browser is sent back to.
    pub const REDIRECT_URI: &str = "http://127.0.0.1:8888/callback";
    /// The scopes that are asked for, in the provider's words.
    pub const SCOPES: [&str; 2] = ["user-read-email", "playlist-read-private"];
    /// A `state` where one is given.
    pub const STATE: &str = "cxR9KmA2TtmRQ3vVxkBoAAvv5xqnZkzxJmkFqgd4h0s";
    /// A verifier where one is given (RFC 7636 appendix B).
    pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /// A code, as long as one of Spotify's.
    pub const CODE: &str = concat!(
        "AQDe0jR6TqB5pZkzKvX9nT2mWb8cYh4uLfG1sPaQxE7rJdVoNiMtHyCwSkUzBgFl",
        "AQDe0jR6TqB5pZkzKvX9nT2mWb8cYh4uLfG1sPaQxE7rJdVoNiMtHyCwSkUzBgFl",
        "AQDe0jR6TqB5pZkzKvX9nT2mWb8cYh4uLfG1sPaQxE7rJdVoNiMtHyCwSkUzBgFl",
    );
    /// A token answer, as long as one of Spotify's.
    pub const TOKEN_ANSWER: &str = concat!(
        r#"{"access_token":""#,
        "BQBZb2Ff3mRk1xQd7yJtWvH8sNcLpGaUeTi5oXzKjM4rCwDhYg6lSnVbPqEuIf0A",
        "BQBZb2Ff3mRk1xQd7yJtWvH8sNcLpGaUeTi5oXzKjM4rCwDhYg6lSnVbPqEuIf0A",
        "BQBZb2Ff3mRk1xQd7yJtWvH8sNcLpGaUeTi5oXzKjM4rCwDhYg6lSnVbPqEuIf0A",
        r#"","token_type":"Bearer","expires_in":3600,"refresh_token":""#,
        "AQC9xTqLm2Wv7RkYbN4sHdJfZpGcUeXaOi8yMtKwVr5lQnBhDgSjCzEuPoIfAx6T",
        "AQC9xTqLm2Wv7RkYbN4sHdJfZpGcUeXaOi8yMtKwVr5lQnBhDgSjCzEuPoIfAx6T",
        r#"","scope":"user-read-email playlist-read-private"}"#,
    );
}
