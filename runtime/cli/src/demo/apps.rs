//! An app for each of Spotify's flows.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

/// A web server that keeps what its users played.
#[spotify_flow(authorization_code, scopes(user_read_email, playlist_read_private))]
pub(super) struct Archive {
    pub(super) client_id: ClientId,
    pub(super) client_secret: ClientSecret,
    pub(super) redirect_uri: RedirectUri,
}

/// A desktop program that makes playlists.
#[spotify_flow(authorization_code_pkce, scopes(user_read_email, playlist_read_private))]
pub(super) struct Mixtape {
    pub(super) client_id: ClientId,
    pub(super) redirect_uri: RedirectUri,
}

/// A service that looks up albums.
#[spotify_flow(client_credentials)]
pub(super) struct Service {
    pub(super) client_id: ClientId,
    pub(super) client_secret: ClientSecret,
}

/// A page from before 2025-11-27.
#[allow(deprecated)]
#[spotify_flow(implicit_grant, scopes(user_read_email))]
pub(super) struct Relic {
    pub(super) client_id: ClientId,
    pub(super) redirect_uri: RedirectUri,
}
