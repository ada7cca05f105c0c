//! The engine against `oidc-provider`, a certified server that knows nothing of us: by TOML alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::{
    ClientId, ClientSecret, ErrorKind, Origin, RedirectUri, Session, Suspended, Token, flow,
};
use spotify_flow_tests::interop::OidcProvider;
use spotify_flow_tests::{Browser, Clocked, Recording, assert_no_secrets, requires};

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
    http: Clocked,
    recording: Recording,
    secrets: Mutex<Vec<(&'static str, String)>>,
}

impl Scene {
    fn set() -> Option<Scene> {
        let recording = Recording::start();
        let server = requires::or_skip(OidcProvider::start(&clients()))?;
        Some(Scene { server, http: Clocked::default(), recording, secrets: Mutex::default() })
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

    /// A user agrees, step by step; everything that could be printed on the way is recorded.
    async fn log_in(&self) -> Token {
        let app = self.reader();
        let attempt = app.begin().authorize().unwrap();
        let callback = Browser::at(self.server.origin()).visit(attempt.authorize_url()).await;
        self.recording.debug(&attempt);
        let saved = attempt.suspend();
        self.recording.debug(&saved);
        self.remember_one_time_values(&callback, &serde_json::to_value(&saved).unwrap());
        let attempt = saved.resume(&app).unwrap().receive(&callback).unwrap();
        self.recording.debug(&attempt);
        let attempt = attempt.exchange(&self.http).await.unwrap();
        self.recording.debug(&attempt);
        attempt.into()
    }

    fn remember_one_time_values(&self, callback: &str, saved: &Value) {
        let code = callback.split(['?', '&']).find_map(|pair| pair.strip_prefix("code="));
        self.remember("code", code.unwrap());
        self.remember("state", saved["slots"]["state"].as_str().unwrap());
        self.remember("code verifier", saved["slots"]["code_verifier"].as_str().unwrap());
    }

    fn remember(&self, name: &'static str, secret: &str) {
        self.secrets.lock().unwrap().push((name, secret.to_owned()));
    }

    fn session(&self, token: Token) -> Session<Reader> {
        self.reader().session(token).with_transport(self.http.clone())
    }

    fn let_tokens_end(&self) {
        self.http.hands().advance(LONG);
    }

    /// Nobody said these tokens, the client's secret, or what logins are made of.
    fn assert_silence_about(&self, tokens: &[&Token]) {
        self.remember("client secret", CLIENT_SECRET);
        for token in tokens {
            self.recording.debug(token);
            let access = token.access_token().map(|token| token.expose());
            access.inspect(|text| self.remember("access token", text));
            let refresh = token.expose_refresh_token();
            refresh.inspect(|text| self.remember("refresh token", text));
        }
        let said = self.recording.text();
        assert!(said.contains("DEBUG spotify_flow"), "the recording holds what the engine says");
        assert_no_secrets(&said, &self.secrets.lock().unwrap());
    }
}

#[tokio::test]
async fn a_user_logs_in_with_pkce_and_is_known_at_the_resource() {
    let Some(scene) = Scene::set() else { return };
    let token = scene.log_in().await;
    assert!(token.has_refresh_token());
    let session = scene.session(token.clone());
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
    let session = scene.session(first.clone());
    let mut seen = vec![first];
    for _ in 0..2 {
        scene.let_tokens_end();
        let answer = session.get(scene.url("/me")).await.unwrap();
        assert_eq!(answer.json::<Value>().unwrap()["sub"], "ada");
        let now = session.token_snapshot();
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
    let owner = scene.session(stolen.clone());
    let thief = scene.session(stolen.clone());
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
        let saved: Suspended<reader::state::AwaitingConsent> =
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
    scene.assert_silence_about(&[&session.token_snapshot()]);
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
    scene.assert_silence_about(&[&session.token_snapshot()]);
}

#[tokio::test]
async fn an_app_whose_token_ended_asks_for_another_by_itself() {
    let Some(scene) = Scene::set() else { return };
    let session = scene.robot(CLIENT_SECRET).connect(&scene.http).await.unwrap();
    let first = session.token_snapshot();
    scene.let_tokens_end();
    let answer = session.get(scene.url("/catalog")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap()["client_id"], "robot");
    let access = |token: &Token| token.access_token().map(|token| token.expose().to_owned());
    assert_ne!(access(&session.token_snapshot()), access(&first));
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
