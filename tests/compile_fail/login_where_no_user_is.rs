//! Promise 6: `login` is for flows in which a user takes part.

use spotify_flow::{ClientId, ClientSecret, Error, HttpClient, spotify_flow};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

async fn log_in(app: Service, http: HttpClient) -> Result<(), Error> {
    let session = app.login(&http, async |url: String| std::io::Result::Ok(url)).await?;
    session.get("/v1/albums/1").await?;
    Ok(())
}

fn main() {}
