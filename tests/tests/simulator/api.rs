//! The Web API's refusals, word for word.

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow_simulator::SimulatedApp;

use crate::raw::{basic, header, json, text};
use crate::scene::{AN_HOUR, CALLBACK, CLIENT_SECRET, Scene};

#[track_caller]
pub(crate) fn assert_refused(answer: &Response<Bytes>, status: u16, message: &str) {
    let expected = json!({ "error": { "status": status, "message": message } });
    assert_eq!(json(answer), (status, expected));
}

impl Scene {
    /// The header of a token of `archive` with these scopes.
    pub(crate) async fn bearer(&self, scope: &str) -> String {
        format!("Bearer {}", self.tokens(scope).await["access_token"].as_str().unwrap())
    }

    /// The header of a token that acts for no user.
    pub(crate) async fn app_bearer(&self) -> String {
        let form = [("grant_type", "client_credentials")];
        let auth = basic("archive", CLIENT_SECRET);
        let (_, answer) = json(&self.ask_token(&form, Some(&auth)).await);
        format!("Bearer {}", answer["access_token"].as_str().unwrap())
    }

    pub(crate) fn archive_as(&self, change: impl FnOnce(SimulatedApp) -> SimulatedApp) {
        let app = SimulatedApp::confidential("archive", CLIENT_SECRET).redirect_uri(CALLBACK);
        self.simulator.register(change(app));
    }

    pub(crate) async fn get(&self, path: &str, bearer: &str) -> Response<Bytes> {
        self.call("GET", path, Some(bearer)).await
    }
}

#[tokio::test]
async fn a_token_is_needed_and_must_be_good() {
    let scene = Scene::unheard().await;
    assert_refused(&scene.call("GET", "/v1/me", None).await, 401, "No token provided");
    for malformed in ["Bearer", "Bearer ", "Basic eDp5", "token"] {
        let answer = scene.get("/v1/me", malformed).await;
        assert_refused(&answer, 400, "Only valid bearer authentication supported");
    }
    assert_refused(&scene.get("/v1/me", "Bearer made-up").await, 401, "Invalid access token");
    let bearer = scene.bearer("").await;
    assert_eq!(scene.get("/v1/me", &bearer).await.status(), 200);
    scene.pass(AN_HOUR);
    assert_refused(&scene.get("/v1/me", &bearer).await, 401, "The access token expired");
}

#[tokio::test]
async fn a_scope_that_is_missing_is_refused_in_two_ways() {
    let scene = Scene::unheard().await;
    let (user, app) = (scene.bearer("").await, scene.app_bearer().await);
    for bearer in [&user, &app] {
        let answer = scene.get("/v1/me/playlists", bearer).await;
        assert_refused(&answer, 403, "Insufficient client scope");
        let answer = scene.get("/v1/me/player", bearer).await;
        assert_refused(&answer, 401, "Permissions missing");
    }
    assert_refused(&scene.get("/v1/me", &app).await, 403, "Insufficient client scope");
}

#[tokio::test]
async fn a_profile_shows_what_the_scopes_open() {
    let scene = Scene::unheard().await;
    let (_, me) = json(&scene.get("/v1/me", &scene.bearer("").await).await);
    assert_eq!((me.get("email"), me.get("country")), (None, None));
    let bearer = scene.bearer("user-read-email user-read-private").await;
    let (_, me) = json(&scene.get("/v1/me", &bearer).await);
    assert_eq!((&me["email"], &me["country"]), (&json!("listener@example.com"), &json!("SE")));
}

#[tokio::test]
async fn what_is_not_there_is_a_404_and_what_is_no_id_a_400() {
    let scene = Scene::unheard().await;
    let bearer = scene.app_bearer().await;
    let answer = scene.get("/v1/albums/0000000000000000000000", &bearer).await;
    assert_refused(&answer, 404, "Resource not found");
    assert_refused(&scene.get("/v1/albums/short", &bearer).await, 400, "Invalid base62 id");
    assert_refused(&scene.get("/v1/nothing", &bearer).await, 404, "Service not found");
    assert_refused(
        &scene.get("/v1/search?q=x&type=album&limit=51", &bearer).await,
        400,
        "Invalid limit",
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer("playlist-read-private").await;
    let (_, page) = json(&scene.get("/v1/me/playlists?limit=1&offset=1", &bearer).await);
    let names: Vec<&Value> =
        page["items"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!((names, &page["total"]), (vec![&json!("Rainy Sunday")], &json!(24)));
}

#[tokio::test]
async fn a_player_without_a_device_is_silent_and_says_why_it_cannot_play() {
    let scene = Scene::unheard().await;
    scene.simulator.nothing_playing();
    let bearer = scene.bearer("user-read-playback-state user-modify-playback-state").await;
    let answer = scene.get("/v1/me/player", &bearer).await;
    assert_eq!((answer.status().as_u16(), text(&answer)), (204, ""));
    let (status, answer) = json(&scene.call("PUT", "/v1/me/player/play", Some(&bearer)).await);
    assert_eq!((status, &answer["error"]["reason"]), (404, &json!("NO_ACTIVE_DEVICE")));
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("Player command failed: "), "{message}");
}

#[tokio::test]
async fn a_user_who_is_not_registered_gets_plain_text_and_the_app_itself_does_not() {
    let scene = Scene::unheard().await;
    scene.archive_as(SimulatedApp::user_not_registered);
    let answer = scene.get("/v1/me", &scene.bearer("user-read-email").await).await;
    assert_eq!(answer.status(), 403);
    assert_eq!(header(&answer, "content-type"), Some("text/plain; charset=utf-8"));
    let words =
        "Check settings on developer.spotify.com/dashboard, the user may not be registered.";
    assert_eq!(text(&answer), words);
    let album = "/v1/albums/4aawyAB9vmqN3uQ7FjRGTy";
    assert_eq!(scene.get(album, &scene.app_bearer().await).await.status(), 200);
}

#[tokio::test]
async fn an_owner_without_premium_closes_everything() {
    let scene = Scene::unheard().await;
    scene.archive_as(SimulatedApp::owner_without_premium);
    for bearer in [scene.bearer("").await, scene.app_bearer().await] {
        let answer = scene.get("/v1/search?type=album&q=drake", &bearer).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(header(&answer, "content-type"), Some("text/plain; charset=utf-8"));
        assert!(text(&answer).starts_with("Active premium subscription required for the owner"));
    }
}

#[tokio::test]
async fn development_mode_takes_operations_results_and_members_away() {
    let scene = Scene::unheard().await;
    let scope = "user-read-email user-read-private";
    let extended = scene.bearer(scope).await;
    assert_eq!(scene.get("/v1/browse/new-releases", &extended).await.status(), 200);
    assert_eq!(scene.get("/v1/search?type=album&q=drake&limit=50", &extended).await.status(), 200);
    scene.archive_as(SimulatedApp::development_mode);
    let bearer = scene.bearer(scope).await;
    assert_refused(&scene.get("/v1/browse/new-releases", &bearer).await, 403, "Forbidden");
    let answer = scene.get("/v1/search?type=album&q=drake&limit=11", &bearer).await;
    assert_refused(&answer, 400, "Invalid limit");
    let (_, found) = json(&scene.get("/v1/search?type=album&q=drake", &bearer).await);
    assert_eq!((&found["albums"]["limit"], &found["albums"]["total"]), (&json!(5), &json!(3)));
    let (_, me) = json(&scene.get("/v1/me", &bearer).await);
    assert_eq!((me.get("email"), me.get("country")), (None, None));
}
