//! Parameters and bodies that are missing or malformed, and ids that are nobody's.

use serde_json::{Value, json};

use crate::api::assert_refused;
use crate::operations::{ALL_SCOPES, Known};
use crate::raw::json;
use crate::scene::Scene;

/// In the form of an id, and nobody's.
const NOBODY: &str = "0000000000000000000000";

#[tokio::test]
async fn parameters_that_are_missing_or_malformed_are_named() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let cases = [
        ("GET", "/v1/search?type=album", "No search query"),
        ("GET", "/v1/search?q=&type=album", "No search query"),
        ("GET", "/v1/search?q=x", "Missing parameter type"),
        ("GET", "/v1/search?q=x&type=album,song", "Invalid type"),
        ("GET", "/v1/search?q=x&type=album&offset=1001", "Invalid offset"),
        ("GET", "/v1/tracks", "Missing required field: ids"),
        ("GET", "/v1/tracks?ids=", "Missing required field: ids"),
        ("PUT", "/v1/me/tracks", "Missing required field: ids"),
        ("PUT", "/v1/me/library", "Missing required field: uris"),
        ("PUT", "/v1/me/library?uris=spotify:song:1", "Invalid uri: spotify:song:1"),
        ("GET", "/v1/me/following", "Missing parameter type"),
        ("GET", "/v1/me/following?type=user", "Invalid type"),
        ("GET", "/v1/me/following?type=artist&after=x", "Invalid after"),
        ("GET", "/v1/me/tracks?limit=0", "Invalid limit"),
        ("GET", "/v1/me/tracks?limit=51", "Invalid limit"),
        ("GET", "/v1/me/tracks?limit=many", "Invalid limit"),
        ("GET", "/v1/me/tracks?limit=-1", "Invalid limit"),
        ("GET", "/v1/me/tracks?offset=-1", "Invalid offset"),
        ("GET", "/v1/me/tracks?market=Sweden", "Invalid market code"),
        ("GET", "/v1/me/top/artists?time_range=ever", "Invalid time_range"),
        ("GET", "/v1/recommendations?min_energy=high", "Invalid min_energy"),
        ("GET", "/v1/recommendations?seed_tracks=x", "Invalid seed_tracks"),
        ("GET", "/v1/me/player/recently-played?before=noon", "Invalid before"),
        ("PUT", "/v1/me/player/seek", "Missing required field: position_ms"),
        ("PUT", "/v1/me/player/seek?position_ms=-1", "Invalid position_ms"),
        ("PUT", "/v1/me/player/volume?volume_percent=101", "Invalid volume_percent"),
        ("PUT", "/v1/me/player/shuffle?state=maybe", "Invalid state"),
        ("PUT", "/v1/me/player/repeat?state=album", "Invalid state"),
        ("POST", "/v1/me/player/queue?uri=spotify:album:1", "Invalid track uri"),
    ];
    for (method, path, message) in cases {
        let answer = scene.call(method, path, Some(&bearer)).await;
        assert_eq!(json(&answer).1["error"]["message"], message, "{method} {path}");
        assert_refused(&answer, 400, message);
    }
}

#[tokio::test]
async fn bodies_that_are_missing_or_malformed_are_refused() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let playlist = Known::ask(&scene, &bearer).await.id("playlists").to_owned();
    let (playlist, mine) = (format!("/v1/playlists/{playlist}"), "/v1/me/playlists".to_owned());
    let (items, images) = (format!("{playlist}/items"), format!("{playlist}/images"));
    let cases = [
        ("POST", &mine, "", "Missing required field: name"),
        ("POST", &mine, "{}", "Missing required field: name"),
        ("POST", &mine, "{", "Error parsing JSON."),
        ("POST", &mine, "[]", "Error parsing JSON."),
        ("POST", &mine, r#"{"name": 1}"#, "Error parsing JSON."),
        ("POST", &mine, r#"{"name": "x", "public": "yes"}"#, "Error parsing JSON."),
        ("POST", &items, "", "No uris provided"),
        (
            "POST",
            &items,
            r#"{"uris": ["spotify:album:4aawyAB9vmqN3uQ7FjRGTy"]}"#,
            "Invalid track uri: spotify:album:4aawyAB9vmqN3uQ7FjRGTy",
        ),
        ("PUT", &items, r#"{"range_start": 120, "insert_before": 0}"#, "Index out of bounds."),
        ("PUT", &items, r#"{"range_start": 0}"#, "No uris provided"),
        ("DELETE", &items, "", "Missing required field: items"),
        ("PUT", &images, "", "Missing required field: body"),
        ("PUT", &images, "not base64!", "Invalid image"),
        ("PUT", &"/v1/me/player".to_owned(), "{}", "Missing required field: device_ids"),
    ];
    for (method, path, body, message) in cases {
        let answer = scene.call_with(method, path, Some(&bearer), body).await;
        assert_eq!(json(&answer).1["error"]["message"], message, "{method} {path} {body}");
        assert_refused(&answer, 400, message);
    }
}

#[tokio::test]
async fn an_id_of_nobody_is_a_404_and_what_is_no_id_a_400() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    for kind in
        ["albums", "artists", "audiobooks", "chapters", "episodes", "playlists", "shows", "tracks"]
    {
        let answer = scene.get(&format!("/v1/{kind}/{NOBODY}"), &bearer).await;
        assert_refused(&answer, 404, "Resource not found");
        for no_id in ["short", "000000000000000000000-", "00000000000000000000000"] {
            let answer = scene.get(&format!("/v1/{kind}/{no_id}"), &bearer).await;
            assert_refused(&answer, 400, "Invalid base62 id");
        }
    }
    for path in ["/v1/users/nobody", "/v1/browse/categories/nothing"] {
        assert_refused(&scene.get(path, &bearer).await, 404, "Resource not found");
    }
}

#[tokio::test]
async fn several_come_in_the_order_asked_for_with_null_for_nobody() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    let kinds = ["albums", "artists", "audiobooks", "chapters", "episodes", "shows", "tracks"];
    for kind in kinds {
        let id = known.id(kind);
        let path = format!("/v1/{kind}?ids={NOBODY},{id},{NOBODY},{id}");
        let (_, answer) = json(&scene.get(&path, &bearer).await);
        let ids: Vec<Option<&str>> =
            answer[kind].as_array().unwrap().iter().map(|it| it["id"].as_str()).collect();
        assert_eq!(ids, [None, Some(id), None, Some(id)], "{kind}");
    }
    let many = |count: usize| vec![NOBODY; count].join(",");
    assert_eq!(scene.get(&format!("/v1/albums?ids={}", many(20)), &bearer).await.status(), 200);
    for (kind, most) in [("albums", 20), ("tracks", 50), ("audio-features", 100)] {
        let answer = scene.get(&format!("/v1/{kind}?ids={}", many(most + 1)), &bearer).await;
        assert_refused(&answer, 400, "Too many ids requested");
    }
    let answer = scene.get("/v1/tracks?ids=short", &bearer).await;
    assert_refused(&answer, 400, "Invalid base62 id");
}

#[tokio::test]
async fn what_is_there_in_some_markets_is_not_there_for_an_app_that_names_none() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    let app = scene.app_bearer().await;
    for kind in ["audiobooks", "chapters", "episodes", "shows"] {
        let id = known.id(kind);
        let answer = scene.get(&format!("/v1/{kind}/{id}"), &app).await;
        assert_refused(&answer, 404, "Resource not found");
        let (_, several) = json(&scene.get(&format!("/v1/{kind}?ids={id}"), &app).await);
        assert_eq!(several[kind], json!([null]), "{kind}");
        let answer = scene.get(&format!("/v1/{kind}/{id}?market=SE"), &app).await;
        assert_eq!(answer.status(), 200, "{kind}");
    }
}

#[tokio::test]
async fn a_market_makes_things_playable_instead_of_listing_markets() {
    let scene = Scene::unheard().await;
    let bearer = scene.app_bearer().await;
    let album = "/v1/albums/1ATL5GLyefJaxhQzSPVrLX";
    let (_, without) = json(&scene.get(album, &bearer).await);
    let (_, with) = json(&scene.get(&format!("{album}?market=SE"), &bearer).await);
    for (answer, markets) in [(without, true), (with, false)] {
        let track = &answer["tracks"]["items"][0];
        for thing in [&answer, track] {
            assert_eq!(thing["available_markets"].is_array(), markets);
            assert_eq!(thing["is_playable"] == true, !markets);
        }
    }
}

#[tokio::test]
async fn the_same_data_is_in_every_simulator() {
    let ask = async || {
        let scene = Scene::unheard().await;
        let bearer = scene.bearer(ALL_SCOPES).await;
        let mut answers: Vec<Value> = Vec::new();
        for path in ["/v1/me/tracks", "/v1/me/playlists", "/v1/me/following?type=artist"] {
            answers.push(json(&scene.get(path, &bearer).await).1);
        }
        answers
    };
    assert_eq!(ask().await, ask().await);
}
