//! Promise 6, and one mistake is one error: what is done with the app is no further mistake.

use spotify_flow::{
    ClientId, Error, HttpClient, RedirectUri, Session, Suspended, Token, spotify_flow,
};

#[spotify_flow(authorization_code_pcke, scopes(user_read_email))]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn login_step_by_step(http: &HttpClient, token: Token) -> Result<(), Error> {
    let app = Mixtape::from_env()?;
    let attempt = app.begin().show_dialog(true).authorize()?;
    let url: &str = attempt.authorize_url();
    let attempt = attempt.receive(format!("{url}/callback"))?;
    let session = app.session(attempt.exchange(http).await?);
    session.refresh().await?;
    app.session(token).refresh().await?;
    let session = app.login(http, async |url: String| std::io::Result::Ok(url)).await?;
    session.get("/v1/me").await?;
    Ok(())
}

/// What a web server has.
struct Kept {
    attempt: Suspended<mixtape::state::AwaitingConsent>,
    sessions: Vec<Session<Mixtape>>,
}

impl Kept {
    async fn callback(self, app: &Mixtape, http: &HttpClient, url: &str) -> Result<(), Error> {
        let attempt: mixtape::Attempt<mixtape::state::AwaitingConsent> = self.attempt.resume(app)?;
        let saved = attempt.receive(url)?.suspend();
        match saved.resume(app)?.exchange(http).await {
            Ok(token) => app.session(token).token().await.map(drop),
            Err(error) => Err(error),
        }
    }
}

fn main() {}
