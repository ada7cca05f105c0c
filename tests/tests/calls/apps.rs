//! An app for each kind of session.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

pub(crate) const CALLBACK: &str = "http://127.0.0.1:8888/callback";
/// As Spotify's are: 32 hexadecimal digits.
pub(crate) const CLIENT_SECRET: &str = "3f9c52d07be14a6f8d20c1b7e95a64f8";

/// An app that renews itself.
#[derive(Debug)]
#[spotify_flow(
    authorization_code_pkce,
    scopes(
        user_library_read,
        user_library_modify,
        user_follow_read,
        user_read_playback_state,
        user_modify_playback_state,
        playlist_read_private,
        playlist_modify_public,
        playlist_modify_private
    )
)]
pub(crate) struct Listener {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// An app without a user.
#[derive(Debug)]
#[spotify_flow(client_credentials)]
pub(crate) struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

/// An app whose tokens end for good.
#[allow(deprecated)]
#[derive(Debug)]
#[spotify_flow(implicit_grant, scopes(user_library_read))]
pub(crate) struct Relic {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

pub(crate) fn listener(client_id: &str) -> Listener {
    Listener { client_id: client_id.into(), redirect_uri: CALLBACK.parse().unwrap() }
}

pub(crate) fn service() -> Service {
    Service { client_id: "service".into(), client_secret: CLIENT_SECRET.into() }
}

pub(crate) fn relic() -> Relic {
    Relic { client_id: "relic".into(), redirect_uri: CALLBACK.parse().unwrap() }
}
