#![allow(deprecated)]

use spotify_flow::store::Account;
use spotify_flow::{ClientId, Error, RedirectUri, Session, spotify_flow};

#[spotify_flow(implicit_grant)]
struct Relic {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn keep(session: Session<Relic>, alice: &Account) -> Result<Session<Relic>, Error> {
    Ok(session.keep_in(alice).await?)
}

fn main() {}
