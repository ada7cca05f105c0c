//! What `spotify-flow` costs, beside what its peers cost.
//!
//! `cargo bench` prints it: times in memory, exchanges over loopback, allocations. Each figure is
//! taken beside its peers' in one run, in turns, so that noise hits all of them. The ratios are the
//! point: absolute figures drift from machine to machine.

// A bench has one way to say that something is wrong: it stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod calls;
mod choice;
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
    /// The id of an album.
    pub const ALBUM_ID: &str = "4aawyAB9vmqN3uQ7FjRGTy";
    /// An album, as Spotify's documentation shows one, without its tracks.
    pub const ALBUM: &str = concat!(
        r#"{"album_type":"album","total_tracks":18,"available_markets":["CA","BR","IT"],"#,
        r#""external_urls":{"spotify":"https://open.spotify.com/album/4aawyAB9vmqN3uQ7FjRGTy"},"#,
        r#""href":"https://api.spotify.com/v1/albums/4aawyAB9vmqN3uQ7FjRGTy","#,
        r#""id":"4aawyAB9vmqN3uQ7FjRGTy","images":[{"url":"https://i.scdn.co/image/"#,
        r#"ab67616d00001e02ff9ca10b55ce82ae553c8228","height":300,"width":300}],"#,
        r#""name":"Global Warming","release_date":"2012-11-16","release_date_precision":"day","#,
        r#""type":"album","uri":"spotify:album:4aawyAB9vmqN3uQ7FjRGTy","artists":[{"#,
        r#""external_urls":{"spotify":"https://open.spotify.com/artist/0TnOYISbd1XYRBk9myaseg"},"#,
        r#""href":"https://api.spotify.com/v1/artists/0TnOYISbd1XYRBk9myaseg","#,
        r#""id":"0TnOYISbd1XYRBk9myaseg","name":"Pitbull","type":"artist","#,
        r#""uri":"spotify:artist:0TnOYISbd1XYRBk9myaseg"}],"copyrights":[{"text":"(P) 2012","#,
        r#""type":"P"}],"external_ids":{"upc":"886443671584"},"genres":[],"#,
        r#""label":"Mr.305/Polo Grounds Music/RCA Records","popularity":56}"#,
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
