//! A secret that ships to users is none: a public client has no field for it.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = Mixtape::from_env().unwrap();
    let _attempt = app.begin();
}
