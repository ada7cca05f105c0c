//! What calls change, later calls show.

use serde_json::{Value, json};

use crate::api::assert_refused;
use crate::operations::{ALL_SCOPES, Known};
use crate::raw::{json, text};
use crate::scene::Scene;

/// A scene with a token that may do everything.
struct Desk {
    scene: Scene,
    bearer: String,
    known: Known,
}

impl Desk {
    async fn set() -> Desk {
        let scene = Scene::unheard().await;
        let bearer = scene.bearer(ALL_SCOPES).await;
        let known = Known::ask(&scene, &bearer).await;
        Desk { scene, bearer, known }
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = json(&self.scene.get(path, &self.bearer).await);
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Changes something, and returns what comes back; null when nothing does.
    async fn change(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.scene.call_with(method, path, Some(&self.bearer), body).await;
        assert!(answer.status().is_success(), "{method} {path}: {}", text(&answer));
        serde_json::from_slice(answer.body()).unwrap_or_default()
    }

    /// The ids of a playlist's items.
    async fn items(&self, playlist: &str) -> Vec<String> {
        let page = self.get(&format!("/v1/playlists/{playlist}/items?limit=100")).await;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["item"]["id"].as_str().unwrap().to_owned()).collect()
    }

    async fn new_playlist(&self) -> String {
        let made = self.change("POST", "/v1/me/playlists", json!({ "name": "New" })).await;
        made["id"].as_str().unwrap().to_owned()
    }

    /// The URIs of this many tracks.
    async fn uris(&self, count: usize) -> Vec<Value> {
        let page = self.get(&format!("/v1/me/tracks?limit={count}")).await;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["track"]["uri"].clone()).collect()
    }
}

fn ids(uris: &[Value]) -> Vec<&str> {
    uris.iter().map(|uri| uri.as_str().unwrap().rsplit(':').next().unwrap()).collect()
}

#[tokio::test]
async fn what_is_removed_is_gone_and_what_is_saved_is_in_front() {
    let desk = Desk::set().await;
    for kind in ["albums", "audiobooks", "episodes", "shows", "tracks"] {
        let (id, list) = (desk.known.id(kind), format!("/v1/me/{kind}"));
        let (own, contains) = (format!("{list}?ids={id}"), format!("{list}/contains?ids={id}"));
        let total = desk.get(&list).await["total"].as_u64().unwrap();
        assert_eq!(desk.get(&contains).await, json!([true]));
        assert_eq!(desk.change("DELETE", &own, Value::Null).await, Value::Null);
        assert_eq!(desk.get(&contains).await, json!([false]));
        assert_eq!(desk.get(&list).await["total"], total - 1);
        desk.change("PUT", &own, Value::Null).await;
        desk.change("PUT", &own, Value::Null).await;
        let page = desk.get(&list).await;
        assert_eq!(page["total"], total);
        assert_eq!(page["items"][0][kind.trim_end_matches('s')]["id"], id, "{kind}");
    }
}

#[tokio::test]
async fn ids_may_come_in_the_body() {
    let desk = Desk::set().await;
    let body = json!({ "ids": [desk.known.id("tracks")] });
    desk.change("DELETE", "/v1/me/tracks", body).await;
    assert_eq!(desk.get("/v1/me/tracks").await["total"], 44);
}

#[tokio::test]
async fn the_library_takes_things_of_all_kinds() {
    let desk = Desk::set().await;
    let neighbours = desk.get("/v1/users/simulated-neighbour/playlists").await;
    let uris = [
        format!("spotify:track:{}", desk.known.id("tracks")),
        format!("spotify:artist:{}", desk.known.id("artists")),
        "spotify:user:simulated-neighbour".to_owned(),
        neighbours["items"][0]["uri"].as_str().unwrap().to_owned(),
    ]
    .join(",");
    let contains = format!("/v1/me/library/contains?uris={uris}");
    for (method, kept) in [("DELETE", false), ("PUT", true)] {
        desk.change(method, &format!("/v1/me/library?uris={uris}"), Value::Null).await;
        assert_eq!(desk.get(&contains).await, json!([kept, kept, kept, kept]), "{method}");
    }
}

#[tokio::test]
async fn artists_are_followed_and_no_longer() {
    let desk = Desk::set().await;
    let own = format!("/v1/me/following?type=artist&ids={}", desk.known.id("artists"));
    let contains = own.replace("following", "following/contains");
    for (method, follows, total) in [("PUT", true, 26), ("DELETE", false, 25)] {
        assert_eq!(desk.change(method, &own, Value::Null).await, Value::Null);
        assert_eq!(desk.get(&contains).await, json!([follows]));
        let list = desk.get("/v1/me/following?type=artist").await;
        assert_eq!(list["artists"]["total"], total, "{method}");
    }
    let user = "/v1/me/following/contains?type=user&ids=simulated-neighbour,spotify";
    assert_eq!(desk.get(user).await, json!([true, false]));
}

#[tokio::test]
async fn a_playlist_is_made_described_and_left() {
    let desk = Desk::set().await;
    let body = json!({ "name": "Songs", "description": "For later", "public": false });
    let made = desk.change("POST", "/v1/users/simulated-listener/playlists", body).await;
    assert_eq!((&made["name"], &made["public"]), (&json!("Songs"), &json!(false)));
    assert_eq!(
        (&made["items"]["total"], &made["owner"]["id"]),
        (&json!(0), &json!("simulated-listener"))
    );
    let path = format!("/v1/playlists/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.get("/v1/me/playlists").await["items"][0]["id"], made["id"]);
    desk.change("PUT", &path, json!({ "name": "Tunes", "public": true })).await;
    let changed = desk.get(&path).await;
    assert_eq!((&changed["name"], &changed["public"]), (&json!("Tunes"), &json!(true)));
    assert_eq!(changed["description"], "For later");
    assert_eq!(desk.get(&format!("{path}/images")).await, json!([]));
    let image = "/9j/4AAQSkZJRgABAQ==";
    let images = format!("{path}/images");
    let answer = desk.scene.call_with("PUT", &images, Some(&desk.bearer), image).await;
    assert_eq!((answer.status().as_u16(), text(&answer)), (202, ""));
    assert_eq!(desk.get(&images).await.as_array().unwrap().len(), 1);
    let followers = format!("{path}/followers");
    for (method, follows) in [("DELETE", false), ("PUT", true)] {
        desk.change(method, &followers, Value::Null).await;
        assert_eq!(desk.get(&format!("{followers}/contains")).await, json!([follows]));
    }
}

#[tokio::test]
async fn items_are_added_moved_replaced_and_removed_and_every_state_has_a_snapshot() {
    let desk = Desk::set().await;
    let (playlist, uris) = (desk.new_playlist().await, desk.uris(6).await);
    let all = ids(&uris);
    for name in ["items", "tracks"] {
        let path = format!("/v1/playlists/{playlist}/{name}");
        let replaced = desk.change("PUT", &path, json!({ "uris": uris[..4] })).await;
        assert_eq!(desk.items(&playlist).await, all[..4]);
        let at_two = json!({ "uris": [uris[4]], "position": 2 });
        let added = desk.change("POST", &path, at_two).await;
        let query = format!("{path}?uris={}", uris[5].as_str().unwrap());
        desk.change("POST", &query, Value::Null).await;
        let order = [all[0], all[1], all[4], all[2], all[3], all[5]];
        assert_eq!(desk.items(&playlist).await, order);
        let back = json!({ "range_start": 0, "range_length": 2, "insert_before": 6 });
        desk.change("PUT", &path, back).await;
        assert_eq!(desk.items(&playlist).await, [all[4], all[2], all[3], all[5], all[0], all[1]]);
        let forward =
            json!({ "range_start": 5, "insert_before": 0, "snapshot_id": added["snapshot_id"] });
        desk.change("PUT", &path, forward).await;
        assert_eq!(desk.items(&playlist).await, [all[1], all[4], all[2], all[3], all[5], all[0]]);
        let gone = json!({ name: [{ "uri": uris[2] }, { "uri": uris[0] }] });
        let removed = desk.change("DELETE", &path, gone).await;
        assert_eq!(desk.items(&playlist).await, [all[1], all[4], all[3], all[5]]);
        let snapshots = [&replaced, &added, &removed].map(|it| it["snapshot_id"].as_str().unwrap());
        assert!(snapshots[0] != snapshots[1] && snapshots[1] != snapshots[2], "{snapshots:?}");
        let now = desk.get(&format!("/v1/playlists/{playlist}")).await;
        assert_eq!(now["snapshot_id"], snapshots[2]);
        let foreign =
            json!({ "range_start": 0, "insert_before": 1, "snapshot_id": "x" }).to_string();
        let answer = desk.scene.call_with("PUT", &path, Some(&desk.bearer), foreign).await;
        assert_refused(&answer, 400, "Invalid snapshot id");
    }
}

#[tokio::test]
async fn playlists_of_others_are_seen_and_not_changed() {
    let desk = Desk::set().await;
    let found = desk.get("/v1/users/simulated-neighbour/playlists").await;
    assert_eq!(found["total"], 1, "the private one is not shown");
    let path = format!("/v1/playlists/{}", found["items"][0]["id"].as_str().unwrap());
    assert_eq!(desk.get(&path).await["owner"]["id"], "simulated-neighbour");
    let answer = desk.scene.call_with("PUT", &path, Some(&desk.bearer), r#"{"name": "x"}"#).await;
    assert_refused(&answer, 403, "Forbidden");
    let theirs = "/v1/users/simulated-neighbour/playlists";
    let answer = desk.scene.call_with("POST", theirs, Some(&desk.bearer), r#"{"name": "x"}"#).await;
    assert_refused(&answer, 403, "You cannot create a playlist for another user.");
}

#[tokio::test]
async fn each_simulator_has_a_user_of_its_own() {
    let (one, other) = (Desk::set().await, Desk::set().await);
    one.change("DELETE", &format!("/v1/me/tracks?ids={}", one.known.id("tracks")), Value::Null)
        .await;
    assert_eq!(one.get("/v1/me/tracks").await["total"], 44);
    assert_eq!(other.get("/v1/me/tracks").await["total"], 45);
}
