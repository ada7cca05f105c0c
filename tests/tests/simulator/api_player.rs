//! The player.

use serde_json::{Value, json};

use crate::operations::{ALL_SCOPES, Known};
use crate::raw::{json, text};
use crate::scene::{Duration, Scene};

/// A scene with a player, and a token that may use it.
struct Player {
    scene: Scene,
    bearer: String,
}

impl Player {
    async fn set() -> Player {
        let scene = Scene::unheard().await;
        let bearer = scene.bearer(ALL_SCOPES).await;
        Player { scene, bearer }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.scene.get(&format!("/v1/me/player{path}"), &self.bearer).await;
        assert!(answer.status().is_success(), "{path}: {}", text(&answer));
        serde_json::from_slice(answer.body()).unwrap_or_default()
    }

    /// A command, and how it was answered: status and reason.
    async fn order(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/v1/me/player{path}");
        let answer = self.scene.call_with(method, &path, Some(&self.bearer), body).await;
        let status = answer.status().as_u16();
        if status == 204 {
            (204, Value::Null)
        } else {
            (status, json(&answer).1["error"]["reason"].clone())
        }
    }

    async fn assert_done(&self, method: &str, path: &str, body: Value) {
        assert_eq!(self.order(method, path, body).await, (204, Value::Null), "{method} {path}");
    }

    async fn current(&self) -> Value {
        self.get("/currently-playing").await["item"]["uri"].clone()
    }
}

#[tokio::test]
async fn it_plays_pauses_and_gets_on_with_the_clock() {
    let player = Player::set().await;
    let state = player.get("").await;
    assert_eq!((&state["is_playing"], &state["progress_ms"]), (&json!(true), &json!(42_000)));
    assert_eq!(
        (&state["device"]["is_active"], &state["item"]["type"]),
        (&json!(true), &json!("track"))
    );
    player.scene.pass(Duration::from_secs(3));
    assert_eq!(player.get("").await["progress_ms"], 45_000);
    player.assert_done("PUT", "/pause", Value::Null).await;
    assert_eq!(player.order("PUT", "/pause", Value::Null).await, (403, json!("ALREADY_PAUSED")));
    player.scene.pass(Duration::from_secs(3));
    let state = player.get("").await;
    assert_eq!((&state["is_playing"], &state["progress_ms"]), (&json!(false), &json!(45_000)));
    player.assert_done("PUT", "/seek?position_ms=1000", Value::Null).await;
    player.assert_done("PUT", "/play", Value::Null).await;
    player.scene.pass(Duration::from_secs(1));
    assert_eq!(player.get("/currently-playing").await["progress_ms"], 2000);
}

#[tokio::test]
async fn it_is_set_as_one_says() {
    let player = Player::set().await;
    player.assert_done("PUT", "/volume?volume_percent=7", Value::Null).await;
    player.assert_done("PUT", "/shuffle?state=true", Value::Null).await;
    player.assert_done("PUT", "/repeat?state=track", Value::Null).await;
    let state = player.get("").await;
    assert_eq!(state["device"]["volume_percent"], 7);
    assert_eq!((&state["shuffle_state"], &state["repeat_state"]), (&json!(true), &json!("track")));
}

#[tokio::test]
async fn it_plays_what_one_names_from_where_one_says() {
    let player = Player::set().await;
    let album = "spotify:album:1ATL5GLyefJaxhQzSPVrLX";
    let (_, tracks) = json(
        &player
            .scene
            .get("/v1/albums/1ATL5GLyefJaxhQzSPVrLX/tracks?limit=50", &player.bearer)
            .await,
    );
    let uri = |at: usize| tracks["items"][at]["uri"].clone();
    let body = json!({ "context_uri": album, "offset": { "position": 22 }, "position_ms": 5000 });
    player.assert_done("PUT", "/play", body).await;
    let state = player.get("").await;
    assert_eq!((&state["context"]["uri"], &state["progress_ms"]), (&json!(album), &json!(5000)));
    assert_eq!(state["item"]["uri"], uri(22));
    let queue = player.get("/queue").await;
    let next: Vec<Value> =
        queue["queue"].as_array().unwrap().iter().map(|it| it["uri"].clone()).collect();
    assert_eq!((&queue["currently_playing"]["uri"], next), (&uri(22), vec![uri(23), uri(24)]));
    player
        .assert_done("PUT", "/play", json!({ "context_uri": album, "offset": { "uri": uri(3) } }))
        .await;
    assert_eq!(player.current().await, uri(3));
    player.assert_done("PUT", "/play", json!({ "uris": [uri(5), uri(6)] })).await;
    assert_eq!((player.current().await, &player.get("").await["context"]), (uri(5), &Value::Null));
    for body in
        [json!({ "uris": [album] }), json!({ "context_uri": uri(0) }), json!({ "uris": [] })]
    {
        assert_eq!(player.order("PUT", "/play", body.clone()).await.0, 400, "{body}");
    }
    let nobody = json!({ "context_uri": "spotify:album:0000000000000000000000" });
    assert_eq!(player.order("PUT", "/play", nobody).await.0, 404);
}

#[tokio::test]
async fn the_queue_comes_before_the_list_and_lists_have_ends() {
    let player = Player::set().await;
    let known = Known::ask(&player.scene, &player.bearer).await;
    let (_, tracks) =
        json(&player.scene.get("/v1/albums/4aawyAB9vmqN3uQ7FjRGTy/tracks", &player.bearer).await);
    let uris = [tracks["items"][0]["uri"].clone(), tracks["items"][1]["uri"].clone()];
    player.assert_done("PUT", "/play", json!({ "uris": uris })).await;
    let queued = json!(format!("spotify:episode:{}", known.id("episodes")));
    player
        .assert_done("POST", &format!("/queue?uri={}", queued.as_str().unwrap()), Value::Null)
        .await;
    assert_eq!(player.get("/queue").await["queue"][0]["uri"], queued);
    for expected in [&queued, &uris[1]] {
        player.assert_done("POST", "/next", Value::Null).await;
        assert_eq!(&player.current().await, expected);
    }
    assert_eq!(player.order("POST", "/next", Value::Null).await, (403, json!("NO_NEXT_TRACK")));
    player.assert_done("PUT", "/repeat?state=context", Value::Null).await;
    player.assert_done("POST", "/next", Value::Null).await;
    assert_eq!(player.current().await, uris[0]);
    assert_eq!(player.order("POST", "/previous", Value::Null).await, (403, json!("NO_PREV_TRACK")));
    let heard = player.get("/recently-played?limit=3").await;
    assert_eq!(heard["items"][0]["track"]["uri"], uris[1]);
}

#[tokio::test]
async fn playback_moves_between_devices() {
    let player = Player::set().await;
    let devices = player.get("/devices").await;
    let phone = devices["devices"][1]["id"].clone();
    player.assert_done("PUT", "", json!({ "device_ids": [phone] })).await;
    assert_eq!(player.get("").await["device"]["id"], phone);
    let volume = player.order("PUT", "/volume?volume_percent=1", Value::Null).await;
    assert_eq!(volume, (403, json!("VOLUME_CONTROL_DISALLOW")));
    assert_eq!(player.order("PUT", "", json!({ "device_ids": ["x"] })).await.0, 404);
    assert_eq!(player.order("PUT", "", json!({ "device_ids": [phone, "x"] })).await.0, 400);
}

#[tokio::test]
async fn where_nothing_plays_a_device_must_be_named() {
    let player = Player::set().await;
    player.scene.simulator.nothing_playing();
    assert_eq!(
        (player.get("").await, player.get("/currently-playing").await),
        (Value::Null, Value::Null)
    );
    let devices = player.get("/devices").await;
    assert_eq!(
        (&devices["devices"][0]["is_active"], &devices["devices"][1]["is_active"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(player.order("PUT", "/play", Value::Null).await, (404, json!("NO_ACTIVE_DEVICE")));
    let named = format!("/play?device_id={}", devices["devices"][0]["id"].as_str().unwrap());
    player.assert_done("PUT", &named, Value::Null).await;
    assert_eq!(player.get("").await["is_playing"], true);
    player.scene.simulator.no_devices();
    assert_eq!(player.get("/devices").await, json!({ "devices": [] }));
    assert_eq!(player.order("PUT", &named, Value::Null).await.0, 404);
}
