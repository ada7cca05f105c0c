//! Records of sessions, as a store of one's own would read them.

use serde_json::json;
use spotify_flow::store::{Key, Record};

/// Where Spotify gives tokens.
pub const SPOTIFY: &str = "https://accounts.spotify.com/api/token";

/// The key that most tests use.
pub fn alice() -> Key {
    Key::new("spotify", SPOTIFY, "mixtape", "authorization_code_pkce", "alice")
}

/// A record with a refresh token that says its generation.
pub fn record(key: &Key, generation: u64) -> Record {
    let bytes = json!({
        "format": 2,
        "generation": generation,
        "provider": key.provider(),
        "server": key.server().as_str(),
        "client_id": key.client_id(),
        "flow": key.flow(),
        "account": key.account(),
        "access_token": format!("access-{}-{generation}", key.account()),
        "expires_at": 1_800_000_000_000_u64,
        "refresh_token": refresh_token(key, generation),
        "scopes": ["user-read-email"],
        "authorized_at": 1_790_000_000_000_u64,
        "sent": null,
        "ended": null,
    });
    Record::from_bytes(key, bytes.to_string().as_bytes()).expect("it is a record")
}

/// The refresh token in the record of this generation.
pub fn refresh_token(key: &Key, generation: u64) -> String {
    format!("refresh-{}-{generation}", key.account())
}
