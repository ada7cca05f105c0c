//! A module cannot be called like the struct that it stands beside.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
#[allow(non_camel_case_types)]
struct mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(authorization_code_pkce, module = tape)]
#[allow(non_camel_case_types)]
struct tape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = mixtape::from_env().unwrap();
    let _attempt = app.begin().authorize();
}
