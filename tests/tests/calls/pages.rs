//! Answers that come in pages.

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use spotify_flow::spotify::api::{
    GetAlbumsTracks, GetCurrentUsersPlaylists, GetFollowed, GetFollowedType, GetUsersSavedTracks,
};
use spotify_flow::{ErrorKind, Reason};
use spotify_flow_simulator::{Fault, Target};

use crate::script::{Script, ok};
use crate::stage::Stage;

/// A saved track, as far as a program may care.
#[derive(Debug, Deserialize)]
struct Saved {
    track: Track,
}

#[derive(Debug, Deserialize)]
struct Track {
    id: String,
}

const TRACKS: &str = "https://api.spotify.com/v1/me/tracks";

/// A page with one item, and a next.
fn page(item: &str, next: &str) -> Value {
    json!({ "items": [{ "id": item }], "next": next })
}

#[tokio::test]
async fn all_pages_come_in_order_and_the_stream_ends() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let mut pages = session.call(GetUsersSavedTracks::new().limit(10)).pages();
    let mut offsets = Vec::new();
    while let Some(page) = pages.next().await {
        offsets.push(page.unwrap()["offset"].as_u64().unwrap());
    }
    assert_eq!(offsets, [0, 10, 20, 30, 40]);
    assert!(pages.next().await.is_none(), "and stays at its end");
    assert_eq!(stage.calls().len(), 5);
}

#[tokio::test]
async fn a_stream_of_pages_is_one_of_futures() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let all: Vec<Saved> =
        session.call(GetUsersSavedTracks::new()).items().try_collect().await.unwrap();
    let few = session.call(GetUsersSavedTracks::new().limit(7)).items::<Saved>();
    let few: Vec<Saved> = few.map(Result::unwrap).collect().await;
    let id = |saved: &Saved| saved.track.id.clone();
    assert_eq!(all.len(), 45);
    assert_eq!(all.iter().map(id).collect::<Vec<_>>(), few.iter().map(id).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_nobody_asks_for_is_not_sent() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let pages = session.call(GetUsersSavedTracks::new()).pages();
    assert_eq!(stage.calls().len(), 0);
    let two: Vec<_> = pages.take(2).collect().await;
    assert_eq!((two.len(), stage.calls().len()), (2, 2));
    let mut items = session.call(GetUsersSavedTracks::new()).items::<Value>();
    for _ in 0..20 {
        items.next().await.unwrap().unwrap();
    }
    assert_eq!(stage.calls().len(), 3, "twenty are on the first page");
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_stream() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let mut pages = session.call(GetUsersSavedTracks::new()).pages();
    pages.next().await.unwrap().unwrap();
    stage.simulator.fail_next(Target::Api, Fault::Unavailable);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.step()),
        (ErrorKind::Transient, Some("get-users-saved-tracks"))
    );
    assert!(pages.next().await.is_none());

    let mut items = session.call(GetUsersSavedTracks::new()).items::<Saved>();
    for _ in 0..20 {
        items.next().await.unwrap().unwrap();
    }
    stage.simulator.fail_next(Target::Api, Fault::Garbled);
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn a_page_in_the_middle_may_be_waited_for_and_its_token_renewed() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let mut pages = session.call(GetUsersSavedTracks::new()).pages();
    pages.next().await.unwrap().unwrap();
    let wait = Some(Duration::from_secs(3));
    stage.simulator.fail_next(Target::Api, Fault::RateLimited { retry_after: wait });
    pages.next().await.unwrap().unwrap();
    let expired = Fault::api_error(401, "The access token expired", None);
    stage.simulator.fail_next(Target::Api, expired);
    assert_eq!(pages.next().await.unwrap().unwrap()["offset"], 40);
}

#[tokio::test]
async fn a_next_that_leads_elsewhere_is_refused_after_the_page_that_names_it() {
    let elsewhere = [
        "https://evil.example/v1/me/tracks?offset=20",
        "http://api.spotify.com/v1/me/tracks?offset=20",
        "https://api.spotify.com:8443/v1/me/tracks",
        "https://api.spotify.com.evil.example/v1/me/tracks",
        "https://api.spotify.com@evil.example/v1/me/tracks",
        "https://user:password@api.spotify.com/v1/me/tracks",
        "//evil.example/v1/me/tracks",
        "/\\evil.example/v1/me/tracks",
        "/\t/evil.example/v1/me/tracks",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "v1/me/tracks",
        " ",
    ];
    for next in elsewhere {
        let script = Script::always(ok(&page("first", next)));
        let mut items = script.listener().call(GetUsersSavedTracks::new()).items::<Track>();
        assert_eq!(items.next().await.unwrap().unwrap().id, "first", "{next}");
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!(error.reason(), Reason::ForeignOrigin, "{next}");
        assert_eq!(error.step(), Some("get-users-saved-tracks"));
        assert!(items.next().await.is_none());
        assert_eq!(script.calls().len(), 1, "{next}");
    }
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_are_asked_for_once() {
    let circles: [&[&str]; 4] = [
        &[TRACKS],
        &["https://api.spotify.com/v1/me/tracks?offset=1", TRACKS],
        &["/v1/me/tracks?offset=1", "/v1/me/tracks?offset=2", "/v1/me/tracks?offset=1"],
        &["HTTPS://API.spotify.com:443/v1/x/../me/tracks#again"],
    ];
    for circle in circles {
        let script = Script::new(move |before, _| ok(&page("x", circle[before])));
        let mut pages = script.listener().call(GetUsersSavedTracks::new()).pages();
        for _ in circle {
            pages.next().await.unwrap().unwrap();
        }
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.reason(), Reason::AmbiguousAnswer, "{circle:?}");
        assert!(pages.next().await.is_none());
        assert_eq!(script.calls().len(), circle.len());
    }
}

#[tokio::test]
async fn no_next_is_the_end() {
    for next in [json!(null), json!(""), json!(7), json!({})] {
        let script = Script::always(ok(&json!({ "items": [], "next": next })));
        let mut pages = script.listener().call(GetUsersSavedTracks::new()).pages();
        pages.next().await.unwrap().unwrap();
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_an_error() {
    for body in [json!(null), json!([]), json!("page"), json!(7)] {
        let script = Script::always(ok(&body));
        let mut pages = script.listener().call(GetUsersSavedTracks::new()).pages();
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.reason(), Reason::WrongType, "{body}");
        assert!(pages.next().await.is_none());
    }
    for body in [json!({}), json!({ "items": {}, "next": TRACKS })] {
        let script = Script::always(ok(&body));
        let mut items = script.listener().call(GetUsersSavedTracks::new()).items::<Value>();
        let error = items.next().await.unwrap().unwrap_err();
        assert_eq!((error.reason(), error.kind()), (Reason::MemberMissing, ErrorKind::Protocol));
        assert!(items.next().await.is_none());
    }
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_in_its_place() {
    let items = json!({ "items": [{ "id": "a" }, null, { "id": 7 }, { "id": "b" }] });
    let script = Script::always(ok(&items));
    let tracks = script.listener().call(GetUsersSavedTracks::new()).items::<Track>();
    let tracks: Vec<_> = tracks.collect().await;
    let ids: Vec<_> = tracks.iter().map(|it| it.as_ref().ok().map(|it| it.id.as_str())).collect();
    assert_eq!(ids, [Some("a"), None, None, Some("b")]);
    let error = tracks[2].as_ref().unwrap_err();
    assert_eq!((error.reason(), error.step()), (Reason::WrongType, Some("get-users-saved-tracks")));
    assert!(error.to_string().contains("`items[2].id`"), "{error}");
    let cause = std::error::Error::source(error).unwrap().to_string();
    assert!(cause.contains("expected a string"), "{cause}");

    let gaps = script.listener().call(GetUsersSavedTracks::new()).items::<Option<Value>>();
    let gaps: Vec<_> = gaps.try_collect().await.unwrap();
    assert_eq!(gaps.iter().filter(|it| it.is_none()).count(), 1);
}

#[tokio::test]
async fn an_answer_of_another_type_says_what_does_not_fit() {
    let script = Script::always(ok(&json!({ "track": { "id": 7 } })));
    let call = script.listener().call(GetUsersSavedTracks::new());
    let error = call.json::<Saved>().await.unwrap_err();
    assert_eq!((error.reason(), error.status()), (Reason::WrongType, Some(200)));
    assert!(error.to_string().contains("`track.id`"), "{error}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("expected a string"), "{cause}");
}

#[tokio::test]
async fn a_page_inside_the_answer_is_found_on_every_page() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let followed = GetFollowed::new(GetFollowedType::Artist);
    let artists: Vec<Value> = session.call(followed).items().try_collect().await.unwrap();
    assert_eq!(artists.len(), 26);
    assert!(artists.iter().all(|artist| artist["type"] == "artist"));
    let playlists = session.call(GetCurrentUsersPlaylists::new()).items::<Value>();
    assert_eq!(playlists.count().await, 24);
}

#[allow(deprecated)]
#[tokio::test]
async fn lists_that_are_named_by_what_they_hold_are_pages() {
    use spotify_flow::spotify::api::{GetFeaturedPlaylists, GetNewReleases};

    let stage = Stage::set().await;
    let service = stage.service().await;
    let albums = service.call(GetNewReleases::new().limit(15)).items::<Value>();
    assert_eq!(albums.map(Result::unwrap).count().await, 40);
    let playlists = service.call(GetFeaturedPlaylists::new()).items::<Value>();
    assert_eq!(playlists.map(Result::unwrap).count().await, 44);
    let tracks = service.call(GetAlbumsTracks::new("1ATL5GLyefJaxhQzSPVrLX")).items::<Track>();
    assert_eq!(tracks.map(Result::unwrap).count().await, 25);
}

#[tokio::test]
async fn a_stream_can_be_sent_to_another_task_and_left_in_the_middle() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let mut items = session.call(GetUsersSavedTracks::new()).items::<Saved>();
    stage.simulator.fail_next(Target::Api, Fault::Held);
    tokio::select! {
        biased;
        _ = items.next() => panic!("the answer is held"),
        () = stage.simulator.until_held(1) => {}
    }
    stage.simulator.release();
    // Who waits again goes on where it was: nothing is asked for twice.
    let rest = tokio::spawn(async move { items.count().await });
    assert_eq!(rest.await.unwrap(), 45);
    assert_eq!(stage.calls().len(), 3);
}
