//! Promise 6: `connect` is for flows in which no user takes part.

use spotify_flow::{ClientId, Error, HttpClient, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn connect(app: Mixtape, http: HttpClient) -> Result<(), Error> {
    let session = app.connect(&http).await?;
    session.get("/v1/me").await?;
    Ok(())
}

fn main() {}
