//! Promise 2: a state has the steps that leave it, and no others.

use spotify_flow::{ClientId, HttpClient, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn exchange_before_all(app: Mixtape, http: HttpClient) {
    app.begin().exchange(&http).await;
}

fn receive_before_authorize(app: Mixtape) {
    app.begin().receive("http://127.0.0.1:8888/callback?code=c&state=s");
}

fn authorize_after_authorize(app: Mixtape) {
    app.begin().authorize().unwrap().authorize();
}

fn token_before_the_end(app: Mixtape) {
    app.session(app.begin());
}

fn main() {}
