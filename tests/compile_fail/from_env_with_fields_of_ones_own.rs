//! `from_env` makes the whole struct: where it has fields of one's own, there is none.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    name: String,
}

fn main() {
    let app = Mixtape::from_env().unwrap();
    let _attempt = app.begin();
}
