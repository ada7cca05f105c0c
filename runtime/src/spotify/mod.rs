//! Spotify: its scopes, its operations, and its names for things.

mod uri;

pub use uri::{SpotifyUri, UriKind};

spotify_flow_macros::provider!(spotify);
