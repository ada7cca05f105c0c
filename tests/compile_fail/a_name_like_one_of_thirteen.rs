//! Promise 6: providers, flows and scopes of the bundled ones are known by name, and so are those
//! that were probably meant.

use spotify_flow::{ClientId, ClientSecret, RedirectUri, flow};

#[flow(gihub, authorization_code)]
struct Misspelt {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(slack, authorization_code_usr)]
struct OfAUser {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

#[flow(twitch, authorization_code_pkce)]
struct OfAnother {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn main() {}
