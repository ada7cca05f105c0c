//! An API that counts the calls of each user: nobody waits for another, and a new login resets nothing.

use std::time::Duration;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{HeaderName, Response};
use spotify_flow::store::{MemoryStore, Store as _};
use spotify_flow::{Clock as _, ErrorKind};

use crate::script::{Script, answer, ok};
use crate::strangers::{forbidden, streamer};

const TWO_MINUTES: Duration = Duration::from_secs(120);

fn limited(status: u16, body: &'static str, header: &str, value: &str) -> Response<Bytes> {
    let mut answer = answer(status, body);
    answer.headers_mut().insert(HeaderName::try_from(header).unwrap(), value.parse().unwrap());
    answer
}

/// An API that asks for two minutes, and then serves.
fn limited_once() -> Script {
    Script::new(|before, _| match before {
        0 => limited(429, "", "retry-after", "120"),
        _ => ok(&json!({})),
    })
}

#[tokio::test]
async fn another_user_of_the_client_does_not_wait() {
    let script = limited_once();
    let (alice, bob) = (script.session_of(&streamer()), script.session_of(&streamer()));
    let answer = alice.get("/helix/users").await.unwrap();
    let error = answer.error_for_status().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: Some(TWO_MINUTES) });
    assert!(error.to_string().contains("call again in 120 seconds"), "{error}");
    let error = alice.get("/helix/users").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(TWO_MINUTES));
    bob.get("/helix/users").await.unwrap().error_for_status().unwrap();
    assert_eq!((script.calls().len(), script.clock.monotonic()), (2, Duration::ZERO));
}

#[tokio::test]
async fn a_new_login_of_the_same_account_waits_as_the_old_one_did() {
    let (script, store) = (limited_once(), MemoryStore::default());
    let (alice, bob) = (store.clone().account("alice"), store.account("bob"));
    let first = script.session_of(&forbidden());
    first.get("/mail").await.unwrap();
    let first = first.keep_in(&alice).await.unwrap();
    first.get("/mail").await.expect_err("a session that is kept is the same user's");
    let again = script.session_of(&forbidden()).keep_in(&alice).await.unwrap();
    again.get("/mail").await.expect_err("and so is one that takes its place");
    let other = script.session_of(&forbidden()).keep_in(&bob).await.unwrap();
    other.get("/mail").await.unwrap();
    let moved = first.with_transport(script.clone());
    moved.get("/mail").await.expect_err("another transport into the same world changes nothing");
    assert_eq!(script.calls().len(), 2);
}

#[tokio::test]
async fn a_limit_is_one_whatever_status_it_has_and_ends_when_the_api_says() {
    let start = Duration::from_secs(1_000_000);
    let script = Script::new(|before, _| match before {
        0 => limited(403, "Slow down, please", "x-reset", "1000020"),
        _ => ok(&json!({})),
    });
    script.clock.set(std::time::UNIX_EPOCH + start);
    script.session_of(&forbidden()).get("/mail").await.unwrap().error_for_status().unwrap();
    let took = script.clock.monotonic();
    assert!((20..=22).contains(&took.as_secs()), "{took:?}");
    assert_eq!((script.calls().len(), script.token_requests().len()), (2, 1));
}

#[tokio::test]
async fn all_that_wait_do_not_call_again_at_the_same_moment() {
    let mut ends = Vec::new();
    for _ in 0..10 {
        let script = Script::new(|before, _| match before {
            0 => limited(429, "", "retry-after", "20"),
            _ => ok(&json!({})),
        });
        script.session_of(&streamer()).get("/helix/users").await.unwrap();
        ends.push(script.clock.monotonic());
    }
    assert!(ends.iter().any(|end| *end != ends[0]), "{ends:?}");
    assert!(ends.iter().all(|end| (20..=22).contains(&end.as_secs())), "{ends:?}");
}
