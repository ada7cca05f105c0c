//! Which scopes open what.

use serde_json::{Value, json};

use crate::api::assert_refused;
use crate::operations::{ALL_SCOPES, Known, Operation};
use crate::raw::{json, text};
use crate::scene::Scene;

/// Without which scopes, one set after the other, an operation must be refused.
fn needed(operation: &Operation, known: &Known) -> Vec<Vec<&'static str>> {
    let all: Vec<&'static str> = ALL_SCOPES.split_whitespace().collect();
    let known_scope = |name: &str| *all.iter().find(|scope| **scope == name).unwrap();
    let rule = operation.rule();
    let named = || operation.scopes().into_iter().map(known_scope);
    let is_modify = |scope: &&str| scope.starts_with("playlist-modify-");
    match rule {
        "none" => Vec::new(),
        _ if rule.starts_with("optional") => Vec::new(),
        _ if rule.contains("by playlist visibility") => {
            let others = named().filter(|scope| !is_modify(scope)).map(|scope| vec![scope]);
            others.chain([named().filter(is_modify).collect()]).collect()
        }
        _ if rule.starts_with("by URI type") => {
            // The call names a track.
            assert!(known.target(operation).contains("spotify:track:"));
            named().filter(|scope| scope.starts_with("user-library")).map(|it| vec![it]).collect()
        }
        _ if rule.contains("needed") => vec![vec![named().next().unwrap()]],
        _ => {
            assert!(rule.starts_with("all"), "{rule}");
            named().map(|scope| vec![scope]).collect()
        }
    }
}

#[tokio::test]
async fn without_a_scope_that_it_needs_an_operation_is_refused() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    let mut refused = 0;
    for operation in Operation::all() {
        for without in needed(&operation, &known) {
            let scopes = ALL_SCOPES.split_whitespace().filter(|scope| !without.contains(scope));
            let bearer = scene.bearer(&scopes.collect::<Vec<_>>().join(" ")).await;
            let answer = scene.operate(&operation, &known, &bearer).await;
            let (status, message) = operation.scope_refusal();
            assert_eq!(answer.status(), status, "{} without {without:?}", operation.id());
            assert_refused(&answer, status, message);
            refused += 1;
        }
    }
    assert!(refused > 55, "{refused}");
}

#[tokio::test]
async fn the_scopes_that_an_operation_needs_are_enough() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    for operation in Operation::all() {
        let scopes = needed(&operation, &known).concat().join(" ");
        let bearer = scene.bearer(&scopes).await;
        let answer = scene.operate(&operation, &known, &bearer).await;
        let (id, status) = (operation.id(), answer.status().as_u16());
        assert_eq!(status, operation.success(), "{id} with {scopes}: {}", text(&answer));
    }
}

#[tokio::test]
async fn a_playlist_is_changed_with_the_scope_for_its_visibility() {
    let scene = Scene::unheard().await;
    let all = scene.bearer(ALL_SCOPES).await;
    let (_, page) = json(&scene.get("/v1/me/playlists", &all).await);
    let of = |public: bool| {
        let found = page["items"].as_array().unwrap().iter().find(|it| it["public"] == public);
        format!("/v1/playlists/{}", found.unwrap()["id"].as_str().unwrap())
    };
    for (scope, public) in [("playlist-modify-public", true), ("playlist-modify-private", false)] {
        let bearer = scene.bearer(scope).await;
        let change = async |path: &str| {
            scene.call_with("PUT", path, Some(&bearer), r#"{"name": "Changed"}"#).await
        };
        assert_eq!(change(&of(public)).await.status(), 200);
        assert_refused(&change(&of(!public)).await, 403, "Insufficient client scope");
        let make = async |public: bool| {
            let body = json!({ "name": "New", "public": public }).to_string();
            scene.call_with("POST", "/v1/me/playlists", Some(&bearer), body).await
        };
        assert_eq!(make(public).await.status(), 201);
        assert_refused(&make(!public).await, 403, "Insufficient client scope");
    }
}

#[tokio::test]
async fn the_library_asks_for_the_scopes_of_what_is_named() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    let uri = |kind: &str| format!("spotify:{kind}:{}", known.id(&format!("{kind}s")));
    let cases = [
        ("track", "user-library-modify", "user-library-read"),
        ("audiobook", "user-library-modify", "user-library-read"),
        ("artist", "user-follow-modify", "user-follow-read"),
        ("playlist", "playlist-modify-public", "playlist-read-private"),
    ];
    for (kind, modify, read) in cases {
        let (modifies, reads) = (scene.bearer(modify).await, scene.bearer(read).await);
        let (library, contains) = (
            format!("/v1/me/library?uris={}", uri(kind)),
            format!("/v1/me/library/contains?uris={}", uri(kind)),
        );
        assert_eq!(scene.call("PUT", &library, Some(&modifies)).await.status(), 200, "{kind}");
        let (_, kept) = json(&scene.get(&contains, &reads).await);
        assert_eq!(kept, json!([true]), "{kind}");
        let answer = scene.call("PUT", &library, Some(&reads)).await;
        assert_refused(&answer, 403, "Insufficient client scope");
    }
    let both = format!("/v1/me/library?uris={},{}", uri("track"), uri("artist"));
    let bearer = scene.bearer("user-library-modify").await;
    let answer = scene.call("PUT", &both, Some(&bearer)).await;
    assert_refused(&answer, 403, "Insufficient client scope");
}

#[tokio::test]
async fn optional_scopes_add_what_they_open() {
    let scene = Scene::unheard().await;
    let known = Known::ask(&scene, &scene.bearer(ALL_SCOPES).await).await;
    let episode = format!("/v1/episodes/{}", known.id("episodes"));
    let (_, without) = json(&scene.get(&episode, &scene.bearer("").await).await);
    assert_eq!(without.get("resume_point"), None);
    let bearer = scene.bearer("user-read-playback-position").await;
    let (_, with) = json(&scene.get(&episode, &bearer).await);
    assert!(with["resume_point"]["resume_position_ms"].is_u64(), "{with}");
    let (_, saved) =
        json(&scene.get("/v1/me/episodes", &scene.bearer("user-library-read").await).await);
    assert_eq!(saved["items"][0]["episode"].get("resume_point"), None::<&Value>);
}

#[tokio::test]
async fn collaborative_playlists_are_listed_for_a_scope_of_their_own() {
    let scene = Scene::unheard().await;
    let total = async |scope: &str| {
        let (_, page) = json(&scene.get("/v1/me/playlists", &scene.bearer(scope).await).await);
        page["total"].as_u64().unwrap()
    };
    let body = json!({ "name": "Ours", "public": false, "collaborative": true }).to_string();
    let bearer = scene.bearer("playlist-modify-private").await;
    let answer = scene.call_with("POST", "/v1/me/playlists", Some(&bearer), body).await;
    assert_eq!(answer.status(), 201);
    let alone = total("playlist-read-private").await;
    assert_eq!(total("playlist-read-private playlist-read-collaborative").await, alone + 1);
}

#[tokio::test]
async fn an_app_by_itself_sees_public_playlists_only() {
    let scene = Scene::unheard().await;
    let (bearer, app) = (scene.bearer(ALL_SCOPES).await, scene.app_bearer().await);
    let (_, page) = json(&scene.get("/v1/me/playlists?limit=50", &bearer).await);
    for playlist in page["items"].as_array().unwrap() {
        let status = if playlist["public"] == true { 200 } else { 404 };
        let path = format!("/v1/playlists/{}", playlist["id"].as_str().unwrap());
        assert_eq!(scene.get(&path, &app).await.status(), status, "{path}");
        assert_eq!(scene.get(&format!("{path}/items"), &app).await.status(), status, "{path}");
    }
    let (_, public) = json(&scene.get("/v1/users/simulated-listener/playlists", &app).await);
    assert_eq!(public["total"], 12);
}
