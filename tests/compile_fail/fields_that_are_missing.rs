//! Promise 6, and one mistake is one error: all missing fields are named in one go, with the reason.

use spotify_flow::{ClientId, ClientSecret, Error, HttpClient, RedirectUri, Token, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
}

async fn login_step_by_step(http: &HttpClient, token: Token) -> Result<(), Error> {
    let app = Mixtape::from_env()?;
    let attempt = app.begin().show_dialog(true).authorize()?;
    let url = attempt.authorize_url().to_owned();
    let attempt = attempt.receive(url)?;
    let session = app.session(attempt.exchange(http).await?);
    session.refresh().await?;
    app.session(token).refresh().await?;
    Ok(())
}

#[spotify_flow(authorization_code)]
struct Empty {}

#[spotify_flow(authorization_code)]
struct Misspelt {
    client_id: ClientId,
    secret: ClientSecret,
    redirect_url: RedirectUri,
}

fn misspelt() -> Result<Misspelt, Error> {
    Misspelt::from_env()
}

fn main() {}
