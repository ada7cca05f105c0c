//! The engine against a server made of Authlib, which knows nothing of us: all four grants, by
//! TOML alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::{App, ClientId, ClientSecret, ErrorKind, Origin, RedirectUri, Session, flow};
use spotify_flow_tests::interop::Authlib;
use spotify_flow_tests::{Browser, Clocked, requires};

const REDIRECT_URI: &str = "http://127.0.0.1:8888/callback";
const CLIENT_SECRET: &str = "a/client+secret:of 100% & more=";
/// Longer than any access token of the server lives.
const LONG: Duration = Duration::from_secs(30 * 24 * 3600);

#[flow(spec = "flows/authlib_code.toml", scopes(profile, library))]
struct Site {
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(spec = "flows/authlib_pkce.toml", scopes(profile))]
struct Reader {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(spec = "flows/authlib_implicit.toml", scopes(profile))]
struct Page {
    client_id: ClientId,
    redirect_uri: RedirectUri,
    base: Origin,
}

#[flow(spec = "flows/authlib_client_credentials.toml")]
struct Robot {
    client_id: ClientId,
    client_secret: ClientSecret,
    base: Origin,
}

fn client(id: &str, method: &str, grant_types: &[&str], response_types: &[&str]) -> Value {
    json!({
        "client_id": id,
        "client_secret": if method == "none" { "" } else { CLIENT_SECRET },
        "token_endpoint_auth_method": method,
        "redirect_uris": [REDIRECT_URI],
        "grant_types": grant_types,
        "response_types": response_types,
        "scope": "profile library",
    })
}

fn clients() -> [Value; 4] {
    let code = ["authorization_code", "refresh_token"];
    [
        client("site", "client_secret_basic", &code, &["code"]),
        client("reader", "none", &code, &["code"]),
        client("page", "none", &["implicit"], &["token"]),
        client("robot", "client_secret_basic", &["client_credentials"], &[]),
    ]
}

/// A server, and the client's side of the wire.
struct Scene {
    server: Authlib,
    http: Clocked,
}

impl Scene {
    fn set() -> Option<Scene> {
        let server = requires::or_skip(Authlib::start(&clients()))?;
        Some(Scene { server, http: Clocked::default() })
    }

    fn base(&self) -> Origin {
        Origin::new(self.server.origin()).unwrap()
    }

    fn browser(&self) -> Browser {
        Browser::at(self.server.origin())
    }

    fn site(&self) -> Site {
        Site {
            client_id: "site".into(),
            client_secret: CLIENT_SECRET.into(),
            redirect_uri: redirect_uri(),
            base: self.base(),
        }
    }

    fn reader(&self) -> Reader {
        Reader { client_id: "reader".into(), redirect_uri: redirect_uri(), base: self.base() }
    }

    fn page(&self) -> Page {
        Page { client_id: "page".into(), redirect_uri: redirect_uri(), base: self.base() }
    }

    fn wired<A: App>(&self, session: Session<A>) -> Session<A> {
        session.with_transport(self.http.clone())
    }

    async fn get<A: App>(&self, session: &Session<A>, path: &str) -> Value {
        let answer = session.get(self.server.origin() + path).await.unwrap();
        answer.json().unwrap()
    }
}

fn redirect_uri() -> RedirectUri {
    RedirectUri::new(REDIRECT_URI).unwrap()
}

#[tokio::test]
async fn a_server_side_app_logs_a_user_in_and_refreshes_with_its_secret() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.site().begin().authorize().unwrap();
    let callback = scene.browser().visit(attempt.authorize_url()).await;
    let attempt = attempt.receive(&callback).unwrap().exchange(&scene.http).await.unwrap();
    let session = scene.wired(scene.site().session(attempt));
    assert_eq!(scene.get(&session, "/me").await["sub"], "ada");
    scene.http.hands().advance(LONG);
    assert_eq!(scene.get(&session, "/catalog").await["scope"], "profile library");
}

#[tokio::test]
async fn a_public_app_logs_a_user_in_and_its_refresh_tokens_work_once() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.reader().begin().authorize().unwrap();
    let callback = scene.browser().visit(attempt.authorize_url()).await;
    let attempt = attempt.receive(&callback).unwrap().exchange(&scene.http).await.unwrap();
    let session = scene.wired(scene.reader().session(attempt));
    let thief = scene.wired(scene.reader().session(session.token_snapshot()));
    session.refresh().await.unwrap();
    assert_eq!(scene.get(&session, "/me").await["sub"], "ada");
    let error = thief.refresh().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    let error = session.refresh().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
}

#[tokio::test]
async fn a_token_in_the_fragment_serves_until_it_ends() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.page().begin().authorize().unwrap();
    let callback = scene.browser().visit(attempt.authorize_url()).await;
    let session = scene.wired(scene.page().session(attempt.receive(&callback).unwrap()));
    assert_eq!(scene.get(&session, "/me").await["sub"], "ada");
    scene.http.hands().advance(LONG);
    let error = session.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
}

#[tokio::test]
async fn a_refusal_is_read_from_the_query_and_from_the_fragment() {
    let Some(scene) = Scene::set() else { return };
    let attempt = scene.page().begin().authorize().unwrap();
    let callback = scene.browser().refusing().visit(attempt.authorize_url()).await;
    assert_eq!(attempt.receive(&callback).unwrap_err().into_error().kind(), ErrorKind::Denied);
    let attempt = scene.reader().begin().authorize().unwrap();
    let callback = scene.browser().refusing().visit(attempt.authorize_url()).await;
    assert_eq!(attempt.receive(&callback).unwrap_err().into_error().kind(), ErrorKind::Denied);
}

#[tokio::test]
async fn an_app_gets_a_token_of_its_own_and_another_when_it_ended() {
    let Some(scene) = Scene::set() else { return };
    let app = Robot {
        client_id: "robot".into(),
        client_secret: CLIENT_SECRET.into(),
        base: scene.base(),
    };
    let session = app.connect(&scene.http).await.unwrap();
    assert_eq!(scene.get(&session, "/catalog").await["client_id"], "robot");
    scene.http.hands().advance(LONG);
    assert_eq!(scene.get(&session, "/catalog").await["client_id"], "robot");
}
