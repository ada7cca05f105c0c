//! One mistake is one error: an import that is missing is the compiler's own message, once.

use spotify_flow::{ClientId, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {
    let app = Mixtape::from_env().unwrap();
    let _attempt = app.begin();
}
