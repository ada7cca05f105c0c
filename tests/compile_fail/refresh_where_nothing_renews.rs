//! Promise 1: `refresh` on a flow whose spec says `refreshable = false`.

use spotify_flow::{ClientId, ClientSecret, Error, Session, spotify_flow};

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

async fn renew(session: Session<Service>) -> Result<(), Error> {
    session.refresh().await?;
    Ok(())
}

fn main() {}
