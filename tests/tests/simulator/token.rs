//! The token endpoint, word for word.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use spotify_flow::Reason;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow_simulator::{RefreshPolicy, SimulatedApp};

use crate::raw::{VERIFIER, basic, header, json};
use crate::scene::{CALLBACK, CLIENT_SECRET, Duration, HALF_A_YEAR, Scene, mixtape};

/// The header of `archive`.
fn archive() -> String {
    basic("archive", CLIENT_SECRET)
}

#[track_caller]
fn assert_refused(answer: &Response<Bytes>, error: &str, description: &str) {
    let expected = json!({ "error": error, "error_description": description });
    assert_eq!(json(answer), (400, expected));
    assert_eq!(header(answer, "content-type"), Some("application/json"));
}

/// The names of an answer's members, sorted.
fn members(answer: &Value) -> Vec<&str> {
    answer.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_code_brings_five_members() {
    let scene = Scene::set().await;
    let tokens = scene.tokens("user-read-email streaming").await;
    let names = ["access_token", "expires_in", "refresh_token", "scope", "token_type"];
    assert_eq!(members(&tokens), names);
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["scope"], "user-read-email streaming");
}

#[tokio::test]
async fn client_credentials_bring_neither_scopes_nor_a_refresh_token() {
    let scene = Scene::set().await;
    let form = [("grant_type", "client_credentials"), ("scope", "user-read-email")];
    let (status, tokens) = json(&scene.ask_token(&form, Some(&archive())).await);
    assert_eq!((status, members(&tokens)), (200, vec!["access_token", "expires_in", "token_type"]));
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let scene = Scene::set().await;
    let auth = archive();
    let missing = "grant_type parameter is missing";
    assert_refused(&scene.ask_token(&[], Some(&auth)).await, "unsupported_grant_type", missing);
    let json = Request::post("https://accounts.spotify.com/api/token")
        .header("content-type", "application/json")
        .body(r#"{"grant_type": "client_credentials"}"#.into());
    assert_refused(&scene.send(json.unwrap()).await, "unsupported_grant_type", missing);
    for empty in [false, true] {
        let with = |name| Some((name, "")).filter(|_| empty);
        let mut form = vec![("grant_type", "authorization_code")];
        form.extend(with("code"));
        let answer = scene.ask_token(&form, Some(&auth)).await;
        assert_refused(&answer, "invalid_request", "code must be supplied");
        let mut form = vec![("grant_type", "refresh_token")];
        form.extend(with("refresh_token"));
        let answer = scene.ask_token(&form, Some(&auth)).await;
        assert_refused(&answer, "invalid_request", "refresh_token must be supplied");
    }
}

#[tokio::test]
async fn a_client_proves_who_it_is() {
    let scene = Scene::set().await;
    let form = [("grant_type", "client_credentials")];
    let cases = [
        (Some(basic("archive", "wrong")), "Invalid client secret"),
        (Some(basic("nobody", CLIENT_SECRET)), "Failed to get client"),
        (Some("Basic not-base64!".to_owned()), "Invalid client"),
        (Some("Bearer x".to_owned()), "Invalid client"),
        (None, "Invalid client"),
    ];
    for (authorization, description) in cases {
        let answer = scene.ask_token(&form, authorization.as_deref()).await;
        assert_refused(&answer, "invalid_client", description);
    }
    let bare = [form[0], ("client_id", "archive")];
    assert_refused(&scene.ask_token(&bare, None).await, "invalid_client", "Invalid client");
    let in_form = [form[0], ("client_id", "archive"), ("client_secret", CLIENT_SECRET)];
    assert_eq!(scene.ask_token(&in_form, None).await.status(), 200);
}

#[tokio::test]
async fn a_code_is_for_its_client_its_redirect_uri_and_its_verifier() {
    let scene = Scene::set().await;
    let auth = archive();
    let exchange = async |code: &str, uri: &str, verifier: &str, client: Option<&str>| {
        let mut form =
            vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", uri)];
        form.extend(Some(("code_verifier", verifier)).filter(|(_, it)| !it.is_empty()));
        form.extend(client.map(|client| ("client_id", client)));
        let authorization = Some(auth.as_str()).filter(|_| client.is_none());
        scene.ask_token(&form, authorization).await
    };
    let grant = "invalid_grant";
    let answer = exchange("made-up", CALLBACK, "", None).await;
    assert_refused(&answer, grant, "Invalid authorization code");
    let code = scene.code("mixtape", "", true).await;
    let answer = exchange(&code, CALLBACK, VERIFIER, None).await;
    assert_refused(&answer, grant, "Invalid authorization code");
    let code = scene.code("archive", "", false).await;
    let answer = exchange(&code, "https://example.com/", "", None).await;
    assert_refused(&answer, grant, "Invalid redirect URI");
    for wrong in ["", "short", &VERIFIER.to_lowercase()] {
        let code = scene.code("mixtape", "", true).await;
        let answer = exchange(&code, CALLBACK, wrong, Some("mixtape")).await;
        assert_refused(&answer, grant, "code_verifier was incorrect");
        let code = scene.code("archive", "", true).await;
        let answer = exchange(&code, CALLBACK, wrong, None).await;
        assert_refused(&answer, grant, "code_verifier was incorrect");
    }
    let code = scene.code("mixtape", "", false).await;
    let answer = exchange(&code, CALLBACK, "", Some("mixtape")).await;
    assert_refused(&answer, "invalid_client", "Invalid client");
    let code = scene.code("mixtape", "", true).await;
    assert_eq!(exchange(&code, CALLBACK, VERIFIER, Some("mixtape")).await.status(), 200);
    let answer = exchange(&code, CALLBACK, VERIFIER, Some("mixtape")).await;
    assert_refused(&answer, grant, "Invalid authorization code");
}

async fn refresh(scene: &Scene, token: &str, authorization: Option<&str>) -> Response<Bytes> {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend(Some(("client_id", "archive")).filter(|_| authorization.is_none()));
    scene.ask_token(&form, authorization).await
}

#[tokio::test]
async fn a_refresh_token_is_for_its_client_and_needs_the_secret_that_it_came_with() {
    let scene = Scene::set().await;
    let tokens = scene.tokens("").await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let invalid = "Invalid refresh token";
    let answer = refresh(&scene, "made-up", Some(&archive())).await;
    assert_refused(&answer, "invalid_grant", invalid);
    let other = basic("service", CLIENT_SECRET);
    assert_refused(&refresh(&scene, token, Some(&other)).await, "invalid_grant", invalid);
    let answer = refresh(&scene, token, None).await;
    assert_refused(&answer, "invalid_client", "Invalid client");
    assert_eq!(refresh(&scene, token, Some(&archive())).await.status(), 200);
}

#[tokio::test]
async fn an_app_with_a_secret_that_logged_in_with_pkce_refreshes_without_it() {
    let scene = Scene::set().await;
    let code = scene.code("archive", "", true).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", "archive"),
    ];
    let (_, tokens) = json(&scene.ask_token(&form, None).await);
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&scene, token, None).await.status(), 200);
}

#[tokio::test]
async fn a_refresh_brings_no_refresh_token_a_new_one_or_the_same_at_choice() {
    let scene = Scene::set().await;
    let tokens = scene.tokens("streaming").await;
    let first = tokens["refresh_token"].as_str().unwrap();
    let (_, answer) = json(&refresh(&scene, first, Some(&archive())).await);
    assert_eq!(answer.get("refresh_token"), None);
    assert_eq!(answer["scope"], "streaming");
    scene.simulator.set_refresh_policy(RefreshPolicy::Repeat);
    let (_, answer) = json(&refresh(&scene, first, Some(&archive())).await);
    assert_eq!(answer["refresh_token"], first);
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let (_, answer) = json(&refresh(&scene, first, Some(&archive())).await);
    let second = answer["refresh_token"].as_str().unwrap();
    assert_ne!(second, first);
    for token in [first, second] {
        let answer = refresh(&scene, token, Some(&archive())).await;
        assert_refused(&answer, "invalid_grant", "Refresh token revoked");
    }
}

#[tokio::test]
async fn a_family_that_ends_leaves_other_logins_alone() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let (stolen, other) = (scene.tokens("").await, scene.tokens("").await);
    for expected in [200, 400] {
        let token = stolen["refresh_token"].as_str().unwrap();
        assert_eq!(refresh(&scene, token, Some(&archive())).await.status(), expected);
    }
    let token = other["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&scene, token, Some(&archive())).await.status(), 200);
}

fn day(days: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(days * 24 * 3600)
}

/// The engine counts six months on its own: a mistake in either count shows here.
#[tokio::test]
async fn six_months_end_on_the_day_that_the_session_says() {
    let scene = Scene::set().await;
    let second = Duration::from_secs(1);
    // From 2026-06-18 over a leap year and past the last days of all months.
    for days in (0..1400).step_by(61).chain([74, 75, 257, 258, 439]) {
        scene.simulator.clock().set(day(20_622 + days) + Duration::from_secs(4711));
        let session = mixtape().login(&scene.http, scene.simulator.user()).await.unwrap();
        let end = session.consent_ends_at().unwrap();
        scene.simulator.clock().set(end - second);
        session.refresh().await.unwrap();
        scene.simulator.clock().set(end);
        // The server says so, too, whoever asks.
        let error = session.refresh().await.unwrap_err();
        assert_eq!(error.reason(), Reason::ConsentEnded, "day {days}");
        let token = session.token_snapshot();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.expose_refresh_token().unwrap()),
            ("client_id", "mixtape"),
        ];
        let answer = scene.ask_token(&form, None).await;
        assert_refused(&answer, "invalid_grant", "Refresh token expired");
    }
}

#[tokio::test]
async fn an_app_without_a_user_knows_no_six_months() {
    let scene = Scene::set().await;
    scene.simulator.register(SimulatedApp::confidential("old", CLIENT_SECRET));
    scene.pass(4 * HALF_A_YEAR);
    let form = [("grant_type", "client_credentials")];
    let answer = scene.ask_token(&form, Some(&basic("old", CLIENT_SECRET))).await;
    assert_eq!(answer.status(), 200);
}
