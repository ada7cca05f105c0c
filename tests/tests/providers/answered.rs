//! Answers that stand otherwise than OAuth has them: deeper, under other names, with another unit or
//! form of the end, and errors told by status and words.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spotify_flow::{App, ClientId, ErrorKind, Machine, Reason, RedirectUri, Session, flow, load};
use spotify_flow_tests::package_folder;

use crate::script::{Script, browser};

#[flow(spec = "flows/answers.toml", scopes(people))]
struct Staff {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[flow(spec = "flows/answers_in_milliseconds.toml")]
struct Quick {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

const CALLBACK: &str = "https://app.example/callback";

fn staff() -> Staff {
    Staff { client_id: "id".into(), redirect_uri: CALLBACK.parse().unwrap() }
}

/// When the script begins: 2023-11-14T22:13:20Z.
fn begin() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

const FIRST: &str = r#"{"token":"not this","data":{"token":"a1","renew":{"with":"r1"},
    "expiresAt":"2023-11-14T23:13:20Z","permissions":"people:read"},"failure":{"number":0}}"#;

async fn session(server: &Script) -> Session<Staff> {
    staff().login(server, browser).await.unwrap()
}

fn ends(session: &Session<Staff>) -> Option<SystemTime> {
    session.token_snapshot().access_token().unwrap().expires_at()
}

#[tokio::test]
async fn a_token_is_read_where_it_stands_and_ends_at_the_moment_that_its_answer_says() {
    let second = r#"{"data":{"token":"a2"}}"#;
    let server = Script::of([(200, FIRST), (200, second)]);
    let session = session(&server).await;
    assert_eq!(session.token().await.unwrap().expose(), "a1");
    assert_eq!(ends(&session), Some(begin() + Duration::from_secs(3600)));
    assert_eq!(session.scopes(), ["people:read"]);

    server.wait(Duration::from_secs(3600));
    assert_eq!(session.token().await.unwrap().expose(), "a2");
    // The answer says no end: it has the life that the file says.
    assert_eq!(ends(&session), Some(begin() + Duration::from_secs(3600 + 1800)));
    let (_, renewal) = &server.asked()[1];
    assert_eq!(renewal, "grant_type=refresh_token&refresh_token=r1&client_id=id");
    // The answer had no other refresh token.
    assert_eq!(session.token_snapshot().expose_refresh_token(), Some("r1"));
}

#[tokio::test]
async fn an_answer_that_can_not_be_used_leaves_its_refresh_token_wherever_it_stands() {
    let odd = r#"{"data":{"token":["no"],"renew":{"with":"r2"}}}"#;
    let server = Script::of([(200, FIRST), (200, odd)]);
    let session = session(&server).await;
    server.wait(Duration::from_secs(3600));
    session.token().await.unwrap_err();
    assert_eq!(session.token_snapshot().expose_refresh_token(), Some("r2"));
}

/// What a renewal ends in that is answered so.
async fn refused(status: u16, body: &str) -> (Reason, bool) {
    let server = Script::of([(200, FIRST), (status, body)]);
    let session = session(&server).await;
    let reason = session.refresh().await.unwrap_err().reason();
    (reason, session.has_ended())
}

#[tokio::test]
async fn an_error_is_told_by_its_number_its_status_and_its_words() {
    let ended = (Reason::InvalidGrant, true);
    for (status, body) in [
        (400, r#"{"failure":{"number":40029}}"#),
        (200, r#"{"failure":{"number":"40029"}}"#),
        (400, r#"{"message":"The refresh token has ended."}"#),
        (410, ""),
    ] {
        assert_eq!(refused(status, body).await, ended, "{status} {body}");
    }
    let later = refused(200, r#"{"message":"Try again tomorrow"}"#).await;
    assert_eq!(later, (Reason::ServerUnavailable, false));
    for (status, body) in [(401, r#"{"message":"The refresh token has ended."}"#), (404, "")] {
        let (reason, has_ended) = refused(status, body).await;
        assert!(!has_ended && reason.kind() != ErrorKind::ConsentRequired, "{status} {reason}");
    }
}

#[tokio::test]
async fn milliseconds_are_counted_and_a_fragment_has_other_names() {
    let app = Quick { client_id: "id".into(), redirect_uri: CALLBACK.parse().unwrap() };
    let machine = Machine::begin(Quick::flow(), app.config()).redirect(0).unwrap();
    let slot = machine.flow().slots.iter().position(|slot| slot.name == "state").unwrap();
    let state = machine.shown(slot).to_owned();
    let callback = format!("{CALLBACK}#jwt=a1&token_type=Bearer&expires_ms=3600000&state={state}");
    let machine = machine.receive(1, &callback, begin()).unwrap();
    let token = machine.token().access_token().unwrap();
    assert_eq!(token.expose(), "a1");
    assert_eq!(token.expires_at(), Some(begin() + Duration::from_secs(3600)));
}

#[test]
fn both_doors_read_the_same() {
    let table = |name: &str| load::file(package_folder().join("flows").join(name)).unwrap();
    assert_eq!(table("answers.toml"), *Staff::flow());
    assert_eq!(table("answers_in_milliseconds.toml"), *Quick::flow());
    let machine = Machine::begin_shared(Arc::new(table("answers.toml")), staff().config());
    assert!(machine.token().access_token().is_none());
}
