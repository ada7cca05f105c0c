//! Attempts of two apps are of two types: what one began, the other's states do not take.

use spotify_flow::{ClientId, RedirectUri, Suspended, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce)]
struct Jukebox {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn other(saved: Suspended<mixtape::state::AwaitingConsent>, app: Jukebox) {
    let _attempt: jukebox::Attempt<jukebox::state::AwaitingConsent> = saved.resume(&app).unwrap();
}

fn main() {}
