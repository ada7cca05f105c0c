//! Promise 2: a step takes the attempt away.

use spotify_flow::{ClientId, Error, HttpClient, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

type Received = mixtape::Attempt<mixtape::state::CodeReceived>;

async fn twice(attempt: Received, http: HttpClient) -> Result<(), Error> {
    let _token = attempt.exchange(&http).await?;
    let _again = attempt.exchange(&http).await?;
    Ok(())
}

fn main() {}
