//! A type of another crate may have the right name: then the compiler compares.

use spotify_flow::{RedirectUri, spotify_flow};

mod oauth {
    pub struct ClientId;
}
use oauth::ClientId;

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    volume: u8,
}

fn main() {}
