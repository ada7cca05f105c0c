//! The engine against `oidc-provider`, a certified server that knows nothing of us: by TOML alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::{
    ClientId, ClientSecret, ErrorKind, HttpClient, ManualClock, Origin, RedirectUri, Session,
    Token, flow,
};
use spotify_flow_tests::interop::OidcProvider;
use spotify_flow_tests::{Browser, Recording, assert_no_secrets, requires};

const REDIRECT_URI: &str = "http://127.0.0.1:8888/callback";
/// With what a Basic header and a form must encode.
const CLIENT_SECRET: &str = "a/client+secret:of 100% & more=";
/// Longer than any access token of the server lives.
const LONG: Duration = Duration::from_secs(3 * 3600);

#[flow(spec = "flows/oidc_pkce.toml", scopes(openid, offline_access, profile))]
struct Reader {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(spec = "flows/oidc_client_credentials.toml")]
struct Robot {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}

#[flow(spec = "flows/oidc_client_credentials_body.toml")]
struct BodyRobot {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}

fn clients() -> [Value; 3] {
    let robot = |id, method| {
        json!({
            "client_id": id,
            "client_secret": CLIENT_SECRET,
            "token_endpoint_auth_method": method,
            "redirect_uris": [],
            "grant_types": ["client_credentials"],
            "response_types": [],
        })
    };
    let reader = json!({
        "client_id": "reader",
        "token_endpoint_auth_method": "none",
        "application_type": "native",
        "redirect_uris": [REDIRECT_URI],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    });
    [reader, robot("robot", "client_secret_basic"), robot("body-robot", "client_secret_post")]
}

/// A server, and the client's side of the wire.
struct Scene {
    server: OidcProvider,
    http: HttpClient,
    recording: Recording,
}

impl Scene {
    fn set() -> Option<Scene> {
        let recording = Recording::start();
        let server = requires::or_skip(OidcProvider::start(&clients()))?;
        Some(Scene { server, http: HttpClient::new().unwrap(), recording })
    }

    fn base(&self) -> Origin {
        Origin::new(self.server.origin()).unwrap()
    }

    fn url(&self, path: &str) -> String {
        self.server.origin() + path
    }

    fn reader(&self) -> Reader {
        let redirect_uri = RedirectUri::new(REDIRECT_URI).unwrap();
        Reader { client_id: "reader".into(), redirect_uri, base: self.base() }
    }

    fn robot(&self, secret: &str) -> Robot {
        Robot { client_id: "robot".into(), client_secret: secret.into(), base: self.base() }
    }

    /// A user agrees, step by step.
    async fn log_in(&self) -> Token {
        let attempt = self.reader().begin().authorize().unwrap();
        let callback = Browser::at(self.server.origin()).visit(attempt.authorize_url()).await;
        self.recording.debug(&attempt);
        let attempt = attempt.receive(&callback).unwrap();
        self.recording.debug(&attempt);
        let attempt = attempt.exchange(&self.http).await.unwrap();
        self.recording.debug(&attempt);
        attempt.into()
    }

    fn session(&self, token: Token, clock: &ManualClock) -> Session<Reader> {
        let session = self.reader().session(token);
        session.with_transport(self.http.clone()).with_clock(clock.clone())
    }

    /// None of these secrets, nor the client's, was said by anybody.
    fn assert_silence_about(&self, tokens: &[&Token]) {
        let mut secrets = vec![("client secret", CLIENT_SECRET)];
        for token in tokens {
            self.recording.debug(token);
            let access = token.access_token().map(|token| token.expose());
            secrets.extend(access.map(|text| ("access token", text)));
            secrets.extend(token.expose_refresh_token().map(|text| ("refresh token", text)));
        }
        assert_no_secrets(&self.recording.text(), &secrets);
    }
}

#[tokio::test]
async fn a_user_logs_in_with_pkce_and_is_known_at_the_resource() {
    let Some(scene) = Scene::set() else { return };
    let token = scene.log_in().await;
    assert!(token.has_refresh_token());
    let session = scene.session(token.clone(), &ManualClock::default());
    let answer = session.get(scene.url("/me")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["name"], "The user ada");
    scene.recording.debug(&session);
    scene.assert_silence_about(&[&token]);
}

#[tokio::test]
async fn login_does_all_steps_of_an_attempt() {
    let Some(scene) = Scene::set() else { return };
    let browser = Browser::at(scene.server.origin()).with_cookie("user", "grace");
    let visit = async |url: String| Ok::<_, std::convert::Infallible>(browser.visit(&url).await);
    let session = scene.reader().login(&scene.http, visit).await.unwrap();
    let answer = session.get(scene.url("/me")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["sub"], "grace");
}

#[tokio::test]
async fn a_session_outlives_its_access_tokens_with_rotated_refresh_tokens() {
    let Some(scene) = Scene::set() else { return };
    let first = scene.log_in().await;
    let clock = ManualClock::default();
    let session = scene.session(first.clone(), &clock);
    let mut seen = vec![first];
    for _ in 0..2 {
        clock.advance(LONG);
        let answer = session.get(scene.url("/me")).await.unwrap();
        assert_eq!(answer.json::<Value>().unwrap()["sub"], "ada");
        let now = session.snapshot();
        let old = seen.last().unwrap();
        assert_ne!(now.expose_refresh_token(), old.expose_refresh_token());
        assert_eq!(now.authorized_at(), old.authorized_at());
        seen.push(now);
    }
    scene.assert_silence_about(&seen.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_refresh_token_that_was_used_before_ends_every_session_of_its_family() {
    let Some(scene) = Scene::set() else { return };
    let stolen = scene.log_in().await;
    let clock = ManualClock::default();
    let owner = scene.session(stolen.clone(), &clock);
    let thief = scene.session(stolen.clone(), &clock);
    owner.refresh().await.unwrap();
    for session in [thief, owner] {
        let error = session.refresh().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired);
        assert_eq!(error.code(), Some("invalid_grant"));
        scene.recording.debug(&error);
        scene.recording.display(&error);
    }
    scene.assert_silence_about(&[&stolen]);
}

#[tokio::test]
async fn a_user_who_refuses_is_an_error_that_says_so() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.reader().begin().authorize().unwrap();
    let browser = Browser::at(scene.server.origin()).refusing();
    let callback = browser.visit(attempt.authorize_url()).await;
    let error = attempt.receive(&callback).unwrap_err().into_error();
    assert_eq!(error.kind(), ErrorKind::Denied);
    assert_eq!(error.code(), Some("access_denied"));
}

#[tokio::test]
async fn a_suspended_attempt_resumes_and_its_code_works_once() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.reader().begin().authorize().unwrap();
    let callback = Browser::at(scene.server.origin()).visit(attempt.authorize_url()).await;
    let saved = serde_json::to_string(&attempt.suspend()).unwrap();
    let exchange = || {
        let saved: reader::Suspended<reader::state::AwaitingConsent> =
            serde_json::from_str(&saved).unwrap();
        let attempt = saved.resume(&scene.reader()).unwrap();
        attempt.receive(&callback).unwrap().exchange(&scene.http)
    };
    exchange().await.unwrap();
    let error = exchange().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
}

#[tokio::test]
async fn an_app_gets_a_token_of_its_own_with_a_basic_header() {
    let Some(scene) = Scene::set() else { return };
    let session = scene.robot(CLIENT_SECRET).connect(&scene.http).await.unwrap();
    let answer = session.get(scene.url("/catalog")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["client_id"], "robot");
    let user = session.get(scene.url("/me")).await;
    assert!(!user.is_ok_and(|answer| answer.status().is_success()), "a robot is no user");
    scene.assert_silence_about(&[&session.snapshot()]);
}

#[tokio::test]
async fn an_app_gets_a_token_of_its_own_with_a_secret_in_the_form() {
    let Some(scene) = Scene::set() else { return };
    let app = BodyRobot {
        client_id: "body-robot".into(),
        client_secret: CLIENT_SECRET.into(),
        base: scene.base(),
    };
    let session = app.connect(&scene.http).await.unwrap();
    let answer = session.get(scene.url("/catalog")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["client_id"], "body-robot");
    scene.assert_silence_about(&[&session.snapshot()]);
}

#[tokio::test]
async fn an_app_whose_token_ended_asks_for_another_by_itself() {
    let Some(scene) = Scene::set() else { return };
    let clock = ManualClock::default();
    let session = scene.robot(CLIENT_SECRET).connect(&scene.http).await.unwrap();
    let session = session.with_clock(clock.clone());
    let first = session.snapshot();
    clock.advance(LONG);
    let answer = session.get(scene.url("/catalog")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["client_id"], "robot");
    let access = |token: &Token| token.access_token().map(|token| token.expose().to_owned());
    assert_ne!(access(&session.snapshot()), access(&first));
}

#[tokio::test]
async fn a_wrong_client_secret_is_the_developers_business() {
    let Some(scene) = Scene::set() else { return };
    let wrong = "quite-another-client-secret";
    let error = scene.robot(wrong).connect(&scene.http).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("invalid_client"));
    scene.recording.debug(&error);
    scene.recording.display(&error);
    assert_no_secrets(&scene.recording.text(), &[("wrong client secret", wrong)]);
}
