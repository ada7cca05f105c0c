//! The four flows, from the start to a call of the Web API.

use spotify_flow::{ErrorKind, Reason};

use crate::scene::{Scene, archive, mixtape, profile, relic, service};

const ALBUM: &str = "/v1/albums/4aawyAB9vmqN3uQ7FjRGTy";

#[tokio::test]
async fn authorization_code_sends_the_client_secret_in_a_header_and_nowhere_else() {
    let scene = Scene::set().await;
    let session = archive().login(&scene.http, scene.simulator.user()).await.unwrap();
    assert_eq!(profile(&session).await, "simulated-listener");
    let request = scene.last_token_request();
    let basic = "Basic YXJjaGl2ZTozZjljNTJkMDdiZTE0YTZmOGQyMGMxYjdlOTVhNjRmOA==";
    assert_eq!(request.header("authorization"), Some(basic));
    let names: Vec<&str> = request.form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grant_type", "code", "redirect_uri"]);
}

#[tokio::test]
async fn authorization_code_pkce_sends_the_verifier_and_no_header() {
    let scene = Scene::set().await;
    let session = mixtape().login(&scene.http, scene.simulator.user()).await.unwrap();
    assert_eq!(profile(&session).await, "simulated-listener");
    let request = scene.last_token_request();
    assert_eq!(request.header("authorization"), None);
    let names: Vec<&str> = request.form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grant_type", "code", "redirect_uri", "code_verifier", "client_id"]);
    assert!((43..=128).contains(&request.form("code_verifier").unwrap().len()));
}

#[tokio::test]
async fn client_credentials_asks_no_user_and_sees_what_is_public() {
    let scene = Scene::set().await;
    let session = service().connect(&scene.http).await.unwrap();
    let album: serde_json::Value = session.get(ALBUM).await.unwrap().json().unwrap();
    assert_eq!(album["name"], "Global Warming");
    let token = session.token_snapshot();
    assert!(!token.has_refresh_token());
    assert_eq!(token.scopes(), None);
    let request = scene.last_token_request();
    assert_eq!(request.form, [("grant_type".to_owned(), "client_credentials".to_owned())]);
    assert!(!scene.simulator.requests().iter().any(|request| request.path == "/authorize"));
}

#[tokio::test]
async fn implicit_grant_has_its_token_from_the_fragment() {
    let scene = Scene::set().await;
    scene.simulator.set_before_sunset(true);
    let session = relic().login(&scene.http, scene.simulator.user()).await.unwrap();
    assert_eq!(profile(&session).await, "simulated-listener");
    assert!(!session.token_snapshot().has_refresh_token());
    assert!(scene.token_requests().is_empty());
}

#[tokio::test]
async fn implicit_grant_is_refused_today_and_the_error_says_what_to_use() {
    let scene = Scene::set().await;
    let error = relic().login(&scene.http, scene.simulator.user()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.code(), Some("unsupported_response_type"));
    assert!(error.to_string().contains("PKCE"), "{error}");
}

#[tokio::test]
async fn the_steps_of_an_attempt_are_the_same_as_login() {
    let scene = Scene::set().await;
    let app = mixtape();
    let attempt = app.begin().show_dialog(true).authorize().unwrap();
    assert!(attempt.authorize_url().contains("show_dialog=true"));
    let callback = scene.agree(attempt.authorize_url()).await;
    let attempt = attempt.receive(callback).unwrap().exchange(&scene.http).await.unwrap();
    let session = app.session(attempt).with_transport(scene.http.clone());
    assert_eq!(profile(&session).await, "simulated-listener");
    assert_eq!(session.scopes(), ["user-read-email", "playlist-read-private"]);
}

#[tokio::test]
async fn scopes_that_the_user_left_out_are_missing_from_the_session() {
    let scene = Scene::set().await;
    let user = scene.simulator.user().grant_only(["user-read-email"]);
    let session = mixtape().login(&scene.http, user).await.unwrap();
    assert_eq!(session.scopes(), ["user-read-email"]);
    let error = session.get("/v1/me/playlists").await.unwrap().error_for_status().unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert!(error.to_string().contains("Insufficient client scope"), "{error}");
}

#[tokio::test]
async fn a_token_goes_to_no_other_origin_than_the_api() {
    let scene = Scene::set().await;
    let session = mixtape().login(&scene.http, scene.simulator.user()).await.unwrap();
    let before = scene.simulator.requests().len();
    for url in [
        "https://api.spotify.com.example.org/v1/me",
        "https://api.spotify.com@example.org/v1/me",
        "https://api.spotify.com:8443/v1/me",
        "http://api.spotify.com/v1/me",
        "https://accounts.spotify.com/v1/me",
        "//example.org/v1/me",
        "/\\example.org/v1/me",
        &format!("{}/v1/me", scene.simulator.url()),
    ] {
        let error = session.get(url).await.unwrap_err();
        assert_eq!(error.reason(), Reason::ForeignOrigin, "{url}");
        assert!(error.to_string().contains("https://api.spotify.com"), "{error}");
    }
    assert_eq!(scene.simulator.requests().len(), before);
}
