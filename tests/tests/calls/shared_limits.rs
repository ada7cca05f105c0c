//! An API counts the calls of a client: all its sessions wait together, and nobody else does.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use spotify_flow::spotify::api::GetUsersSavedTracks;
use spotify_flow::{Clock as _, ErrorKind, Session, Token};
use spotify_flow_simulator::{Fault, RefreshPolicy, Target};

use crate::apps::listener;
use crate::script::{InRealTime, Script, ok, refused};
use crate::stage::Stage;

const TWO_MINUTES: Duration = Duration::from_secs(120);

fn limited(wait: Duration) -> Fault {
    Fault::RateLimited { retry_after: Some(wait) }
}

#[tokio::test]
async fn all_sessions_of_a_client_wait_and_those_of_another_do_not() {
    let stage = Stage::set().await;
    let (first, second) = (stage.listener().await, stage.listener().await);
    let other = stage.listener_of("other").await;
    stage.simulator.fail_next(Target::Api, limited(TWO_MINUTES));
    first.call(GetUsersSavedTracks::new()).await.unwrap_err();
    let error = second.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: Some(TWO_MINUTES) });
    let third = stage.listener().await;
    third.call(GetUsersSavedTracks::new()).await.expect_err("one that came later waits, too");
    assert_eq!(stage.calls().len(), 1);
    other.call(GetUsersSavedTracks::new()).await.unwrap();
    stage.simulator.clock().advance(TWO_MINUTES);
    second.call(GetUsersSavedTracks::new()).await.unwrap();
}

#[tokio::test]
async fn a_session_waits_for_what_another_was_asked() {
    let stage = Stage::set().await;
    let first = stage.listener().await.wait_at_most(Duration::ZERO);
    let second = stage.listener().await;
    stage.simulator.fail_next(Target::Api, limited(Duration::from_secs(10)));
    first.call(GetUsersSavedTracks::new()).await.unwrap_err();
    let before = stage.simulator.clock().monotonic();
    second.call(GetUsersSavedTracks::new()).await.unwrap();
    let took = stage.simulator.clock().monotonic() - before;
    assert!((10..=11).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_who_call_meanwhile_wait_in_real_time_too() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let script = Script::new(move |before, _| {
        seen.lock().unwrap().push(Instant::now());
        if before > 0 {
            return ok(&json!({}));
        }
        let mut answer = refused(429, "Too many requests");
        answer.headers_mut().insert("retry-after", "1".parse().unwrap());
        answer
    });
    // The clock is the whole process's: the client is this test's.
    let session = || {
        let token = Token::from_refresh_token("the-refresh-token", None);
        Session::over(&listener("in-real-time"), token, InRealTime(script.clone()))
    };
    let sessions: Vec<_> = (0..10).map(|_| session()).collect();
    for session in &sessions {
        session.token().await.unwrap();
    }
    let first = sessions[0].clone().wait_at_most(Duration::ZERO);
    first.call(GetUsersSavedTracks::new()).await.unwrap_err();
    let calls: Vec<_> = sessions
        .iter()
        .map(|it| tokio::spawn(it.call(GetUsersSavedTracks::new()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let times = times.lock().unwrap();
    let waits: Vec<Duration> = times.iter().skip(1).map(|it| *it - times[0]).collect();
    assert_eq!(waits.len(), 10);
    assert!(waits.iter().all(|wait| *wait >= Duration::from_secs(1)), "{waits:?}");
}

#[tokio::test]
async fn another_simulator_is_another_world() {
    let (stage, elsewhere) = (Stage::set().await, Stage::set().await);
    let (session, other) = (stage.listener().await, elsewhere.listener().await);
    stage.simulator.fail_next(Target::Api, limited(TWO_MINUTES));
    session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    other.call(GetUsersSavedTracks::new()).await.unwrap();
    drop((stage, session));
    let later = Stage::set().await;
    later.listener().await.call(GetUsersSavedTracks::new()).await.unwrap();
}

#[tokio::test]
async fn copies_with_a_patience_of_their_own_share_the_token() {
    let stage = Stage::set().await;
    stage.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = stage.listener().await;
    let patient = session.clone().wait_at_most(TWO_MINUTES);
    let token =
        |session: &Session<_>| session.token_snapshot().expose_refresh_token().unwrap().to_owned();
    session.refresh().await.unwrap();
    assert_eq!(token(&session), token(&patient));
    patient.refresh().await.expect("a token that was used by nobody else");
    assert_eq!(token(&session), token(&patient));
    session.refresh().await.unwrap();
}
