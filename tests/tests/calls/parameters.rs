//! Parameters that mean harm: each stays what it is, or is refused before anything is sent.

use serde_json::Value;
use spotify_flow::spotify::api::{
    CreatePlaylist, GetAlbum, GetPlaylistItems, SaveLibraryItems, Search, SearchType,
    SeekToPosition,
};
use spotify_flow::{ErrorKind, Reason};
use spotify_flow_simulator::RecordedRequest;

use crate::script::{Script, answer, ok};
use crate::stage::Stage;

/// What a path could be led astray by.
const HOSTILE: [&str; 31] = [
    "a/b",
    "/",
    "../me",
    "..\\me",
    "..%2fme",
    "%2e%2e",
    "%2E%2E%2F",
    ".%2e",
    "...",
    "?x",
    "#x",
    "?",
    "a?market=SE&x=y",
    ";x=y",
    "a:b@c",
    " ",
    "a b",
    "+",
    "%",
    "%zz",
    "%00",
    "\0",
    "\r\nX-Evil: 1",
    "\t",
    "\u{fc}\u{1f3b5}",
    "\u{202e}abc",
    "\u{feff}",
    "\u{ff0e}\u{ff0e}",
    "\\",
    "\"<>{}|^`",
    "https://evil.example/",
];

fn decoded(segment: &str) -> String {
    // Nothing but escapes: a plus sign is one.
    let escaped = segment.replace('+', "%2B");
    let pair = format!("x={escaped}");
    let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next().unwrap();
    value.into_owned()
}

/// The segments of the path of the last request.
fn segments(request: &RecordedRequest) -> Vec<String> {
    request.path.split('/').map(decoded).collect()
}

#[tokio::test]
async fn a_hostile_part_of_a_path_stays_one_part() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    for hostile in HOSTILE {
        session.call(GetAlbum::new(hostile)).response().await.unwrap();
        let request = stage.calls().pop().unwrap();
        assert_eq!(segments(&request), ["", "v1", "albums", hostile], "{hostile:?}");
        assert_eq!(request.query, [], "{hostile:?}");
        session.call(GetPlaylistItems::new(hostile)).response().await.unwrap();
        let request = stage.calls().pop().unwrap();
        assert_eq!(segments(&request), ["", "v1", "playlists", hostile, "items"], "{hostile:?}");
    }
}

#[tokio::test]
async fn a_part_that_would_vanish_is_refused_and_nothing_is_sent() {
    let script = Script::always(answer(200, "{}"));
    let session = script.listener();
    for part in ["", ".", ".."] {
        for error in [
            session.call(GetAlbum::new(part)).await.unwrap_err(),
            session.call(GetPlaylistItems::new(part)).response().await.unwrap_err(),
            session.call(GetPlaylistItems::new(part)).pages().next().await.unwrap().unwrap_err(),
        ] {
            assert_eq!(error.reason(), Reason::ValueInvalid);
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(&format!("`{part}`")), "{error}");
        }
    }
    assert_eq!(script.calls().len() + script.token_requests().len(), 0);
}

#[tokio::test]
async fn a_part_that_no_url_can_hold_is_refused() {
    let script = Script::always(answer(200, "{}"));
    let error = script.listener().call(GetAlbum::new("x".repeat(1 << 17))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().len() < 500);
    assert_eq!(script.calls().len(), 0);
}

#[tokio::test]
async fn a_hostile_query_stays_one_value() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    for hostile in HOSTILE.into_iter().chain(["", "&x=y", "..", "="]) {
        let call = Search::new(hostile, [SearchType::Track, SearchType::Album]).market(hostile);
        session.call(call).response().await.unwrap();
        let sent = stage.calls().pop().unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut query = sent.query.clone();
        query.sort();
        let market = pair("market", hostile);
        assert_eq!(query, [market, pair("q", hostile), pair("type", "track,album")], "{hostile:?}");
        assert_eq!(sent.path, "/v1/search");
    }
}

#[tokio::test]
async fn a_setter_that_is_called_twice_counts_once() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let call = GetAlbum::new("1ATL5GLyefJaxhQzSPVrLX").market("SE").market("DE");
    session.call(call).response().await.unwrap();
    let sent = stage.calls().pop().unwrap();
    assert_eq!(sent.query, [("market".to_owned(), "DE".to_owned())]);
}

#[tokio::test]
async fn lists_and_numbers_are_sent_as_they_are() {
    let script = Script::always(ok(&Value::Null));
    let session = script.listener();
    session.call(SaveLibraryItems::new(["a b", "\u{fc}&"])).await.unwrap();
    session.call(SaveLibraryItems::new([""; 0])).await.unwrap();
    session.call(SeekToPosition::new(i64::MIN)).await.unwrap();
    let sent = script.calls();
    let queries: Vec<&str> = sent.iter().map(|it| it.uri().query().unwrap()).collect();
    let expected = ["uris=a%20b%2C%C3%BC%26", "uris=", "position_ms=-9223372036854775808"];
    assert_eq!(queries, expected);
}

#[tokio::test]
async fn a_hostile_text_in_json_stays_one_text() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    for hostile in HOSTILE.into_iter().chain(["\"}", "", "\\\"", "</script>"]) {
        session.call(CreatePlaylist::new(hostile).description(hostile)).response().await.unwrap();
        let sent = stage.calls().pop().unwrap();
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(body, serde_json::json!({ "name": hostile, "description": hostile }));
        assert_eq!(sent.header("content-type"), Some("application/json"));
    }
}
