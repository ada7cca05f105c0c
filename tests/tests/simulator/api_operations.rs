//! All operations that Spotify documents.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api::assert_refused;
use crate::operations::{ALL_SCOPES, Known, Operation};
use crate::raw::{json, text};
use crate::scene::Scene;
use spotify_flow_simulator::SimulatedApp;

#[tokio::test]
async fn all_97_operations_are_served_with_their_statuses() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    let all = Operation::all();
    assert_eq!(all.len(), 97);
    for operation in &all {
        let answer = scene.operate(operation, &known, &bearer).await;
        let (id, body) = (operation.id(), text(&answer));
        assert_eq!(answer.status().as_u16(), operation.success(), "{id}: {body}");
        let shows = operation.method() == "GET" || body.starts_with('{');
        if operation.success() == 204 {
            assert_eq!(body, "", "{id}");
        } else if shows {
            json(&answer);
        }
    }
}

#[tokio::test]
async fn a_token_without_a_user_opens_what_needs_none() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    let bearer = scene.app_bearer().await;
    let mut counts = [0, 0, 0];
    for operation in Operation::all() {
        let answer = scene.operate(&operation, &known, &bearer).await;
        let (id, status) = (operation.id(), answer.status().as_u16());
        match operation.app_token() {
            "no" => {
                let (status, message) = operation.scope_refusal();
                assert_refused(&answer, status, message);
                counts[0] += 1;
            }
            "works" => {
                assert_eq!(status, operation.success(), "{id}: {}", text(&answer));
                counts[1] += 1;
            }
            // What is public is open.
            _ => {
                assert_eq!(status, operation.success(), "{id}: {}", text(&answer));
                counts[2] += 1;
            }
        }
    }
    assert_eq!(counts, [59, 30, 8]);
}

#[tokio::test]
async fn development_mode_closes_48_operations() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    scene.archive_as(SimulatedApp::development_mode);
    let mut closed = 0;
    for operation in Operation::all() {
        let answer = scene.operate(&operation, &known, &bearer).await;
        if operation.is_removed() {
            assert_refused(&answer, 403, "Forbidden");
            closed += 1;
        } else {
            assert_eq!(answer.status().as_u16(), operation.success(), "{}", operation.id());
        }
    }
    assert_eq!(closed, 48);
}

/// The names of all members, at every depth.
fn members(value: &Value, into: &mut BTreeSet<String>) {
    if let Some(object) = value.as_object() {
        into.extend(object.keys().cloned());
    }
    let items = value.as_array().into_iter().flatten();
    let values = value.as_object().into_iter().flat_map(|object| object.values());
    items.chain(values).for_each(|value| members(value, into));
}

#[tokio::test]
async fn development_mode_takes_members_away() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    let lost = ["available_markets", "product", "popularity", "publisher", "label", "email"];
    let seen = async || {
        let mut seen = BTreeSet::new();
        for kind in ["albums", "artists", "audiobooks", "playlists", "shows", "tracks"] {
            let path = format!("/v1/{kind}/{}", known.id(kind));
            members(&json(&scene.get(&path, &bearer).await).1, &mut seen);
        }
        members(&json(&scene.get("/v1/me", &bearer).await).1, &mut seen);
        seen
    };
    let extended = seen().await;
    assert_eq!(lost.iter().filter(|name| !extended.contains(**name)).count(), 0);
    scene.archive_as(SimulatedApp::development_mode);
    let development = seen().await;
    assert_eq!(lost.iter().filter(|name| development.contains(**name)).count(), 0);
    // A playlist's items and each item's thing have their new names only.
    let path = format!("/v1/playlists/{}", known.id("playlists"));
    let (_, playlist) = json(&scene.get(&path, &bearer).await);
    assert_eq!((playlist["items"]["total"].as_u64(), playlist.get("tracks")), (Some(120), None));
    let item = &playlist["items"]["items"][0];
    assert_eq!((&item["item"]["type"], item.get("track")), (&"track".into(), None));
}

#[tokio::test]
async fn development_mode_looks_into_the_users_own_playlists_only() {
    let scene = Scene::unheard().await;
    let (bearer, app) = (scene.bearer(ALL_SCOPES).await, scene.app_bearer().await);
    let (_, theirs) = json(&scene.get("/v1/users/simulated-neighbour/playlists", &bearer).await);
    let (_, own) = json(&scene.get("/v1/me/playlists", &bearer).await);
    let (_, spotifys) = json(&scene.get("/v1/browse/featured-playlists", &bearer).await);
    let path = |page: &Value| format!("/v1/playlists/{}", page["items"][0]["id"].as_str().unwrap());
    let (theirs, own, spotifys) = (path(&theirs), path(&own), path(&spotifys["playlists"]));
    scene.archive_as(SimulatedApp::development_mode);
    for (path, bearer) in [(&theirs, &bearer), (&own, &app)] {
        let (status, playlist) = json(&scene.get(path, bearer).await);
        assert_eq!((status, playlist.get("items")), (200, None), "{path}");
        let answer = scene.get(&format!("{path}/items"), bearer).await;
        assert_refused(&answer, 403, "Forbidden");
    }
    assert_eq!(scene.get(&format!("{own}/items"), &bearer).await.status(), 200);
    assert_refused(&scene.get(&spotifys, &bearer).await, 404, "Resource not found");
}

#[tokio::test]
async fn the_commands_of_the_player_need_premium() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    scene.simulator.set_premium(false);
    let mut refused = 0;
    for operation in Operation::all().into_iter().filter(Operation::is_premium_only) {
        let (status, answer) = json(&scene.operate(&operation, &known, &bearer).await);
        assert_eq!((status, answer["error"]["reason"].as_str()), (403, Some("PREMIUM_REQUIRED")));
        refused += 1;
    }
    assert_eq!(refused, 10);
    let (_, me) = json(&scene.get("/v1/me", &bearer).await);
    assert_eq!(me["product"], "free");
}

#[tokio::test]
async fn another_method_is_not_allowed_and_another_path_not_there() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer("").await;
    let answer = scene.call("POST", "/v1/me/tracks", Some(&bearer)).await;
    assert_refused(&answer, 405, "Method not allowed");
    assert_eq!(crate::raw::header(&answer, "allow"), Some("GET, PUT, DELETE"));
    for path in ["/v1/", "/v1/me/", "/v1/me/nothing", "/v1/albums//tracks"] {
        assert_refused(&scene.get(path, &bearer).await, 404, "Service not found");
    }
}
