//! Promise 3: a scope is asked for once, however it is written.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce, scopes(user_read_email, "user-read-email"))]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {}
