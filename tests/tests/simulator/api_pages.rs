//! Lists, page by page.

use std::collections::HashSet;

use serde_json::{Value, json};
use spotify_flow_simulator::SimulatedApp;

use crate::api::assert_refused;
use crate::operations::{ALL_SCOPES, Known};
use crate::raw::json;
use crate::scene::Scene;

/// The way from one page to the next, and what is on all of them.
async fn walk(scene: &Scene, bearer: &str, path: &str, list: &str) -> (usize, Vec<Value>) {
    let (mut next, mut pages, mut items) = (Some(path.to_owned()), 0, Vec::new());
    while let Some(path) = next {
        let (status, answer) = json(&scene.get(&path, bearer).await);
        assert_eq!(status, 200, "{path}: {answer}");
        let page = answer.pointer(list).unwrap();
        let own = page["items"].as_array().unwrap();
        assert!(own.len() as u64 <= page["limit"].as_u64().unwrap());
        items.extend(own.iter().cloned());
        pages += 1;
        next = page["next"].as_str().map(|next| {
            next.strip_prefix("https://api.spotify.com").expect("Spotify's own address").to_owned()
        });
    }
    (pages, items)
}

/// How many different things there are.
fn different(items: &[Value]) -> usize {
    items.iter().map(Value::to_string).collect::<HashSet<_>>().len()
}

#[tokio::test]
async fn lists_lead_from_page_to_page_and_show_everything_once() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    let (show, book) = (known.id("shows"), known.id("audiobooks"));
    let (artist, playlist) = (known.id("artists"), known.id("playlists"));
    let cases = [
        ("/v1/me/tracks".to_owned(), "", 3, 45),
        ("/v1/me/albums".to_owned(), "", 2, 24),
        ("/v1/me/episodes?market=SE".to_owned(), "", 2, 26),
        ("/v1/me/shows".to_owned(), "", 2, 22),
        ("/v1/me/audiobooks".to_owned(), "", 2, 21),
        ("/v1/me/playlists".to_owned(), "", 2, 24),
        ("/v1/me/top/artists?time_range=short_term".to_owned(), "", 2, 30),
        ("/v1/me/top/tracks".to_owned(), "", 3, 50),
        ("/v1/me/following?type=artist".to_owned(), "/artists", 2, 26),
        ("/v1/me/player/recently-played".to_owned(), "", 3, 50),
        ("/v1/browse/categories".to_owned(), "/categories", 2, 24),
        ("/v1/browse/new-releases?limit=15".to_owned(), "/albums", 3, 40),
        ("/v1/browse/featured-playlists".to_owned(), "/playlists", 3, 44),
        (format!("/v1/shows/{show}/episodes"), "", 3, 55),
        (format!("/v1/audiobooks/{book}/chapters"), "", 3, 48),
        (format!("/v1/playlists/{playlist}/items"), "", 6, 120),
        (format!("/v1/artists/{artist}/albums?limit=1"), "", 3, 3),
        ("/v1/albums/1ATL5GLyefJaxhQzSPVrLX/tracks".to_owned(), "", 2, 25),
    ];
    for (path, list, pages, items) in cases {
        let (walked, found) = walk(&scene, &bearer, &path, list).await;
        assert_eq!((walked, found.len(), different(&found)), (pages, items, items), "{path}");
    }
}

#[tokio::test]
async fn a_page_says_where_it_is() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer("user-library-read").await;
    let at = |offset: i32| {
        json!(format!("https://api.spotify.com/v1/me/tracks?offset={offset}&limit=20&market=SE"))
    };
    let cases = [
        ("", 0, Value::Null, at(20), 20),
        ("&offset=20", 20, at(0), at(40), 20),
        ("&offset=40", 40, at(20), Value::Null, 5),
        ("&offset=10", 10, at(0), at(30), 20),
        ("&offset=1000", 1000, at(25), Value::Null, 0),
    ];
    for (query, offset, previous, next, items) in cases {
        let path = format!("/v1/me/tracks?market=SE{query}");
        let (_, mut page) = json(&scene.get(&path, &bearer).await);
        let own = page.as_object_mut().unwrap().remove("items").unwrap();
        assert_eq!(own.as_array().unwrap().len(), items);
        let expected = json!({
            "href": at(offset),
            "limit": 20,
            "next": next,
            "offset": offset,
            "previous": previous,
            "total": 45,
        });
        assert_eq!(page, expected, "{query}");
    }
}

#[tokio::test]
async fn the_list_in_an_answer_leads_to_the_operation_of_its_own() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let (_, show) = json(&scene.get("/v1/me/shows?limit=1", &bearer).await);
    let show = &show["items"][0]["show"];
    let (_, show) =
        json(&scene.get(&format!("/v1/shows/{}", show["id"].as_str().unwrap()), &bearer).await);
    let next = show["episodes"]["next"].as_str().unwrap();
    let path = next.strip_prefix("https://api.spotify.com").unwrap();
    let (status, rest) = json(&scene.get(path, &bearer).await);
    assert_eq!((status, rest["items"].as_array().unwrap().len()), (200, 5));
}

#[tokio::test]
async fn each_list_of_a_search_has_pages_of_its_own() {
    let scene = Scene::unheard().await;
    let bearer = scene.app_bearer().await;
    let (_, found) = json(&scene.get("/v1/search?q=the&type=artist,track,playlist", &bearer).await);
    let lists: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(lists, ["artists", "playlists", "tracks"]);
    let next = found["tracks"]["next"].as_str().unwrap();
    assert!(next.contains("type=track") && next.contains("offset=20"), "{next}");
    let (_, second) =
        json(&scene.get(next.strip_prefix("https://api.spotify.com").unwrap(), &bearer).await);
    assert_eq!(second.as_object().unwrap().keys().collect::<Vec<_>>(), ["tracks"]);
    assert_eq!(second["tracks"]["offset"], 20);
}

#[tokio::test]
async fn of_a_playlist_comes_what_fields_name() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let known = Known::ask(&scene, &bearer).await;
    let path = format!("/v1/playlists/{}", known.id("playlists"));
    let (_, named) = json(&scene.get(&format!("{path}?fields=name,owner.id"), &bearer).await);
    assert_eq!(named, json!({ "name": "Road Trip", "owner": { "id": "simulated-listener" } }));
    let items = format!("{path}/items?fields=items(track(type)),next&limit=2");
    let (_, page) = json(&scene.get(&items, &bearer).await);
    let next = page["next"].as_str().unwrap();
    assert!(next.contains("fields=items%28track%28type%29%29%2Cnext"), "{next}");
    assert_eq!(
        page["items"],
        json!([{ "track": { "type": "track" } }, { "track": { "type": "track" } }])
    );
    let answer = scene.get(&format!("{path}?fields=name("), &bearer).await;
    assert_refused(&answer, 400, "Invalid fields");
}

#[tokio::test]
async fn recently_played_goes_both_ways_in_time() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer("user-read-recently-played").await;
    let path = "/v1/me/player/recently-played";
    let (_, first) = json(&scene.get(&format!("{path}?limit=10"), &bearer).await);
    let before = first["cursors"]["before"].as_str().unwrap();
    let older = format!("{path}?limit=10&before={before}");
    let (_, older) = json(&scene.get(&older, &bearer).await);
    let after = older["cursors"]["after"].as_str().unwrap();
    let newer = format!("{path}?limit=10&after={after}");
    let (_, newer) = json(&scene.get(&newer, &bearer).await);
    assert_eq!(newer["items"], first["items"]);
    let both = format!("{path}?before={before}&after={after}");
    assert_eq!(scene.get(&both, &bearer).await.status(), 400);
}

#[tokio::test]
async fn apps_in_development_mode_get_short_pages_of_searches_and_discographies() {
    let scene = Scene::unheard().await;
    let bearer = scene.bearer(ALL_SCOPES).await;
    let artist = Known::ask(&scene, &bearer).await.id("artists").to_owned();
    scene.archive_as(SimulatedApp::development_mode);
    for path in
        ["/v1/search?q=the&type=track".to_owned(), format!("/v1/artists/{artist}/albums?x=1")]
    {
        let (_, page) = json(&scene.get(&path, &bearer).await);
        let page = page.get("tracks").unwrap_or(&page);
        assert_eq!(page["limit"], 5, "{path}");
        assert_eq!(scene.get(&format!("{path}&limit=11"), &bearer).await.status(), 400);
    }
}
