//! Promise 6, and one mistake is one error: a field has the type that the flow needs.

use spotify_flow::{ClientId, ClientSecret, Error, RedirectUri, spotify_flow};

type Id = ClientId;

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: String,
    redirect_uri: RedirectUri,
}

fn begin() -> Result<(), Error> {
    let app = Mixtape::from_env()?;
    app.begin().authorize()?;
    Ok(())
}

#[spotify_flow(client_credentials)]
struct Service {
    client_id: Option<ClientId>,
    client_secret: &'static str,
}

#[spotify_flow(client_credentials)]
struct Alias {
    client_id: Id,
    client_secret: ClientSecret,
}

#[spotify_flow(client_credentials)]
struct Swapped {
    client_id: ClientSecret,
    client_secret: ClientId,
}

fn main() {}
