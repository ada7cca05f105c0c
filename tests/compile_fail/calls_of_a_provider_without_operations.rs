//! Promise 6: a provider whose operations nobody has written down has none to name.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, flow};

#[flow(github, authorization_code_pkce, calls(get_user))]
struct Forge {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

fn main() {}
