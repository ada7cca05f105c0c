//! An API that asks to wait.

use std::time::Duration;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::spotify::api::{AddToQueue, GetUsersSavedTracks};
use spotify_flow::{Clock as _, ErrorKind, Reason};
use spotify_flow_simulator::{Fault, Target};

use crate::script::{Script, answer, ok, refused, token_of};
use crate::stage::Stage;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// About so long: the end of a wait is another for each who waits.
fn about(took: Duration, asked: u64) {
    let (least, most) = (seconds(asked), seconds(asked) + seconds(asked) / 10);
    assert!(least <= took && took <= most, "{took:?} instead of {least:?}");
}

fn limited(retry_after: &[&str]) -> Response<Bytes> {
    let mut answer = refused(429, "Too many requests");
    for value in retry_after {
        answer.headers_mut().append("retry-after", value.parse().unwrap());
    }
    answer
}

/// A call to an API that gives this answer at first, and then a good one: how long it took, and the
/// number of requests.
async fn after(first: Response<Bytes>) -> (Duration, usize) {
    let script = Script::new(move |before, _| match before {
        0 => first.clone(),
        _ => ok(&json!({})),
    });
    script.listener().call(GetUsersSavedTracks::new()).await.unwrap();
    (script.clock.monotonic(), script.calls().len())
}

#[tokio::test]
async fn a_call_waits_as_long_as_it_is_asked_to_and_is_sent_again() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let before = stage.simulator.clock().monotonic();
    let fault = Fault::RateLimited { retry_after: Some(seconds(7)) };
    stage.simulator.fail_next(Target::Api, fault);
    session.call(AddToQueue::new("spotify:track:1ATL5GLyefJaxhQzSPVrLX")).response().await.unwrap();
    about(stage.simulator.clock().monotonic() - before, 7);
    let calls = stage.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].query, calls[1].query);
}

#[tokio::test]
async fn a_date_is_as_good_as_seconds() {
    let script = Script::new(|before, _| match before {
        0 => limited(&["Sun, 06 Nov 1994 08:49:37 GMT"]),
        _ => ok(&json!({})),
    });
    // Twelve seconds before: 784111777 is the date in the header.
    script.clock.set(std::time::UNIX_EPOCH + seconds(784_111_777 - 12));
    script.listener().call(GetUsersSavedTracks::new()).await.unwrap();
    about(script.clock.monotonic(), 12);
}

#[tokio::test]
async fn a_wait_that_means_nothing_becomes_one_of_ours() {
    let odd: [&[&str]; 10] = [
        &[],
        &["0"],
        &["-5"],
        &["1.5"],
        &["soon"],
        &[""],
        &["0x10"],
        &["5", "6"],
        &["Sun, 06 Nov 1994 08:49:37 GMT"],
        &["\u{7f}"],
    ];
    for values in odd {
        let values: Vec<&str> = values.iter().copied().filter(|it| *it != "\u{7f}").collect();
        let (took, calls) = after(limited(&values)).await;
        about(took, 1);
        assert_eq!(calls, 2, "{values:?}");
        let script = Script::always(limited(&values));
        let error = script.listener().call(GetUsersSavedTracks::new()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }));
        assert_eq!(script.calls().len(), 5, "{values:?}");
        about(script.clock.monotonic(), 1 + 2 + 4 + 8);
    }
}

#[tokio::test]
async fn who_asks_again_and_again_gets_its_wait_as_long_as_patience_lasts() {
    let script = Script::always(limited(&["4"]));
    let error = script.listener().call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: Some(seconds(4)) });
    assert!(error.to_string().ends_with("call again in 4 seconds"), "{error}");
    assert!([7, 8].contains(&script.calls().len()), "{}", script.calls().len());
    assert!(script.clock.monotonic() <= seconds(30), "and no longer");
}

#[tokio::test]
async fn patience_is_for_all_waits_of_a_call_together() {
    let script = Script::always(limited(&["20"]));
    let error = script.listener().call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: Some(seconds(20)) });
    assert_eq!(script.calls().len(), 2);
    about(script.clock.monotonic(), 20);
}

#[tokio::test]
async fn a_longer_wait_is_an_error_with_the_time_in_it_and_nobody_calls_meanwhile() {
    for (asked, told) in [("40", 40), ("81654", 81_654), ("99999999999999999999999", 86_400)] {
        let script = Script::always(limited(&[asked]));
        let session = script.listener();
        let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: Some(seconds(told)) });
        assert_eq!(error.retry_after(), Some(seconds(told)));
        script.clock.advance(seconds(1));
        let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
        assert_eq!(error.reason(), Reason::RateLimited);
        assert_eq!(error.retry_after(), Some(seconds(told - 1)), "what is left");
        assert_eq!((script.calls().len(), script.clock.monotonic()), (1, seconds(1)));
    }
}

#[tokio::test]
async fn a_session_waits_as_long_as_it_is_told_to() {
    for (patience, calls) in [(0, 1), (4, 1), (5, 2), (u64::MAX, 100)] {
        let script = Script::new(|before, _| match before {
            0..99 => limited(&["5"]),
            _ => ok(&json!({})),
        });
        let session = script.listener().wait_at_most(seconds(patience));
        let answer = session.call(GetUsersSavedTracks::new()).await;
        assert_eq!((script.calls().len(), answer.is_ok()), (calls, calls == 100), "{patience}");
    }
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_asked_once() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let before = stage.simulator.clock().monotonic();
    stage.simulator.fail_next_times(9, Target::Api, Fault::QuotaExceeded);
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::QuotaExceeded);
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: None });
    assert_eq!(stage.calls().len(), 1);
    assert_eq!(stage.simulator.clock().monotonic(), before, "and nobody waited");
}

#[tokio::test]
async fn a_token_that_ends_while_a_call_waits_is_renewed_before_it_is_sent() {
    let script = Script::new(|before, _| match before {
        0 => answer(200, "{}"),
        1 => limited(&["45"]),
        _ => ok(&json!({})),
    });
    let session = script.listener().wait_at_most(seconds(60));
    session.call(GetUsersSavedTracks::new()).await.unwrap();
    script.clock.advance(seconds(3600 - 40));
    session.call(GetUsersSavedTracks::new()).await.unwrap();
    let tokens: Vec<String> = script.calls().iter().map(token_of).collect();
    assert_eq!(tokens, ["access-token-1", "access-token-1", "access-token-2"]);
}
