//! Promise 5: a token is for its own provider's API, and so are the calls.

use spotify_flow::spotify::api::{GetAlbum, GetCurrentUsersProfile};
use spotify_flow::{ClientId, ClientSecret, RedirectUri, Session, flow};

#[flow(github, authorization_code)]
struct Forge {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
}

async fn call(session: Session<Forge>) {
    let _ = session.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).await;
    let _ = session.call(GetCurrentUsersProfile::new()).await;
}

fn main() {}
