//! Promise 6: the states are types, so one that does not exist is a type that does not exist.

use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn kept(_: mixtape::Attempt<mixtape::state::Foo>) {}

fn misspelt(_: mixtape::Attempt<mixtape::state::AwaitingConcent>) {}

fn main() {}
