//! Secrets are in nothing that is printed: not at TRACE level, of whatever crate, not in `Debug`,
//! not in errors. And what a program's log is told of is there.

use std::error::Error as StdError;

use spotify_flow::store::{FileStore, Store as _};
use spotify_flow::{App, Refreshable, Session, Suspended, UserAgent as _};
use spotify_flow_simulator::RefreshPolicy;
use spotify_flow_tests::assert_no_secrets;

use crate::scene::{
    AN_HOUR, CALLBACK, CLIENT_SECRET, HALF_A_YEAR, Scene, archive, mixtape, profile, relic, service,
};

/// What must not be said.
#[derive(Default)]
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn add(&mut self, name: &'static str, value: &str) {
        self.0.push((name, value.to_owned()));
    }

    fn token<A: App>(&mut self, session: &Session<A>) {
        let token = session.token_snapshot();
        token.access_token().inspect(|token| self.add("access token", token.expose()));
        token.expose_refresh_token().inspect(|token| self.add("refresh token", token));
    }

    /// The values in the parameters of a callback or in a form.
    fn parameters(&mut self, text: &str, names: &[&'static str]) {
        for name in names {
            let value = text.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix(*name));
            self.add(name, value.and_then(|value| value.strip_prefix('=')).unwrap());
        }
    }

    fn assert_unsaid(&self, scene: &Scene) {
        scene.recording.debug(&scene.simulator);
        scene.recording.debug(&scene.simulator.requests());
        scene.recording.debug(&scene.simulator.user());
        let said = scene.recording.text();
        assert!(said.contains("DEBUG spotify_flow"), "the recording holds what the engine says");
        assert_no_secrets(&said, &self.0);
    }
}

impl Scene {
    fn print(&self, error: &impl StdError) {
        self.recording.debug(error);
        self.recording.display(error);
        let mut source = error.source();
        while let Some(error) = source {
            self.recording.debug(&error);
            self.recording.display(&error);
            source = error.source();
        }
    }

    /// Everything that a session says in its life, to its end.
    async fn live<A: App + Refreshable>(&self, session: &Session<A>, secrets: &mut Secrets) {
        secrets.token(session);
        self.recording.debug(session);
        self.recording.debug(&session.token_snapshot());
        self.recording.debug(&session.get("/v1/me").query("market", "SE"));
        self.recording.debug(&session.get("/v1/me").await.unwrap());
        self.recording.debug(&session.token().await.unwrap());
        self.pass(AN_HOUR);
        assert_eq!(profile(session).await, "simulated-listener");
        secrets.token(session);
        self.print(&session.get("https://example.org/").await.unwrap_err());
        self.print(&session.get("/nowhere").await.unwrap().error_for_status().unwrap_err());
        self.pass(HALF_A_YEAR);
        self.print(&session.refresh().await.unwrap_err());
        self.recording.debug(session);
    }
}

#[tokio::test]
async fn t_081_authorization_code_keeps_its_secrets() {
    let scene = Scene::set().await;
    let mut secrets = Secrets::default();
    secrets.add("client secret", CLIENT_SECRET);
    let app = archive();
    scene.recording.debug(&app);
    let attempt = app.begin().authorize().unwrap();
    scene.recording.debug(&attempt);
    let callback = scene.agree(attempt.authorize_url()).await;
    secrets.parameters(&callback, &["code", "state"]);
    let failed = attempt.receive(format!("{CALLBACK}?error=access_denied")).unwrap_err();
    scene.print(&failed);
    let attempt = failed.into_attempt().receive(&callback).unwrap();
    let again = serde_json::to_string(&attempt.suspend()).unwrap();
    let resume = || {
        let kept: Suspended<archive::state::CodeReceived> = serde_json::from_str(&again).unwrap();
        scene.recording.debug(&kept);
        kept.resume(&app).unwrap()
    };
    let attempt = resume().exchange(&scene.http).await.unwrap();
    scene.recording.debug(&attempt);
    scene.print(&resume().exchange(&scene.http).await.unwrap_err());
    let session = app.session(attempt).with_transport(scene.http.clone());
    scene.live(&session, &mut secrets).await;
    secrets.assert_unsaid(&scene);
}

#[tokio::test]
async fn t_081_authorization_code_pkce_keeps_its_secrets_through_rotations() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let mut secrets = Secrets::default();
    let app = mixtape();
    let attempt = app.begin().authorize().unwrap();
    let callback = scene.simulator.user().visit(attempt.authorize_url()).await.unwrap();
    secrets.parameters(&callback, &["code", "state"]);
    let attempt = attempt.receive(&callback).unwrap();
    scene.recording.debug(&attempt);
    let attempt = attempt.exchange(&scene.http).await.unwrap();
    secrets.add("verifier", scene.last_token_request().form("code_verifier").unwrap());
    scene.recording.debug(&attempt);
    let session = app.session(attempt).with_transport(scene.http.clone());
    scene.live(&session, &mut secrets).await;
    secrets.assert_unsaid(&scene);
}

#[tokio::test]
async fn t_081_client_credentials_keeps_its_secrets() {
    let scene = Scene::set().await;
    let mut secrets = Secrets::default();
    let wrong = "a-client-secret-that-is-wrong-but-somebody's";
    secrets.add("client secret", CLIENT_SECRET);
    secrets.add("wrong client secret", wrong);
    let mistaken = crate::scene::Service { client_secret: wrong.into(), ..service() };
    scene.print(&mistaken.connect(&scene.http).await.unwrap_err());
    let session = service().connect(&scene.http).await.unwrap();
    secrets.token(&session);
    scene.recording.debug(&session);
    scene.print(&session.get("/v1/me").await.unwrap().error_for_status().unwrap_err());
    scene.pass(AN_HOUR);
    session.token().await.unwrap();
    secrets.token(&session);
    scene.recording.debug(&session);
    secrets.assert_unsaid(&scene);
}

#[tokio::test]
async fn t_081_implicit_grant_keeps_its_secrets() {
    let scene = Scene::set().await;
    scene.simulator.set_before_sunset(true);
    let mut secrets = Secrets::default();
    let attempt = relic().begin().authorize().unwrap();
    let callback = scene.agree(attempt.authorize_url()).await;
    secrets.parameters(&callback, &["access_token", "state"]);
    let failed = attempt.receive(format!("{callback}&state=twice")).unwrap_err();
    scene.print(&failed);
    let attempt = failed.into_attempt().receive(&callback).unwrap();
    scene.recording.debug(&attempt);
    let session = relic().session(attempt).with_transport(scene.http.clone());
    assert_eq!(profile(&session).await, "simulated-listener");
    // The steps of an attempt tell the time by the system's clock: a token got by them ends a little
    // later than the simulator's hour.
    scene.pass(2 * AN_HOUR);
    scene.print(&session.token().await.unwrap_err());
    secrets.assert_unsaid(&scene);
}

/// What a log is told of, in the engine's words.
const TOLD: [&str; 11] = [
    "step taken flow=authorization_code_pkce step=authorize",
    "request{flow=\"authorization_code_pkce\" step=\"exchange\" method=POST host=\"accounts",
    "answered status=200 took=",
    "commit to the store flow=\"authorization_code_pkce\" generation=1 outcome=Done",
    "renewal{flow=\"authorization_code_pkce\"}",
    "lease held",
    "read from the store flow=\"authorization_code_pkce\" generation=1",
    "step=\"renew\"",
    "renewal{flow=\"authorization_code_pkce\"}: spotify_flow::session::renewal: token renewed",
    "step=\"call\" method=GET host=\"api.spotify.com\"",
    "the session has ended: the user must log in again",
];

#[tokio::test]
async fn t_081_a_session_that_is_kept_tells_what_it_does_and_no_secret() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let mut secrets = Secrets::default();
    let account = "cnry-somebody@example.org";
    secrets.add("account", account);
    let folder = std::env::temp_dir().join(format!("spotify-flow-silence-{}", std::process::id()));
    let store = FileStore::open(&folder).unwrap();
    let session = mixtape().login(&scene.http, scene.simulator.user()).await.unwrap();
    secrets.token(&session);
    let session = session.keep_in(&store.account(account)).await.unwrap();
    session.refresh().await.unwrap();
    secrets.token(&session);
    session.get("/v1/me").query("market", "cnry-a-query").await.unwrap();
    scene.simulator.withdraw_consent("mixtape");
    scene.print(&session.refresh().await.unwrap_err());
    std::fs::remove_dir_all(&folder).unwrap();
    secrets.assert_unsaid(&scene);
    let said = scene.recording.text();
    let ours = said.lines().filter(|line| line.contains("spotify_flow::"));
    let ours = ours.collect::<Vec<_>>().join("\n");
    for told in TOLD {
        assert!(ours.contains(told), "nothing was told of {told}:\n{ours}");
    }
    assert!(!ours.contains("cnry-a-query"), "what a call is about");
    // The crates below say what they do, too, and were heard.
    assert!(said.contains("hyper_util::"));
}
