//! Promise 4: the first session of a pair acts for a user.

use spotify_flow::{ClientId, ClientSecret, Pair, RedirectUri, Session, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

fn turned_round(user: Session<Mixtape>, service: Session<Service>) {
    let _pair = Pair::new(service, user);
}

fn main() {}
