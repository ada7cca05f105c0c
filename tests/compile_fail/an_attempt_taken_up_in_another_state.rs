//! Promise 2: an attempt that was put away is taken up where it was left.

use spotify_flow::{ClientId, HttpClient, RedirectUri, Suspended, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn wrong(app: Mixtape, saved: Suspended<mixtape::state::AwaitingConsent>, http: HttpClient) {
    let attempt = saved.resume(&app).unwrap();
    let _token = attempt.exchange(&http).await;
}

fn main() {}
