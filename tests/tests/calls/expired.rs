//! A token that the API does not take.

use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::spotify::api::{
    CreatePlaylist, GetAlbum, GetPlaybackState, GetUsersSavedTracks, PausePlayback,
};
use spotify_flow::{ErrorKind, Reason};
use spotify_flow_simulator::{Fault, RefreshPolicy, Target};

use crate::script::{Script, answer, ok, refused, token_of};
use crate::stage::{Stage, bearer};

const ALBUM: &str = "1ATL5GLyefJaxhQzSPVrLX";

fn expired() -> Fault {
    Fault::api_error(401, "The access token expired", None)
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_repeated_with_the_same_body() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let old = bearer(&session);
    stage.simulator.fail_next(Target::Api, expired());
    let call = CreatePlaylist::new("Road \u{fc}").public(false).description("a \"quoted\" one");
    let made = session.call(call).await.unwrap();
    assert_eq!(made["name"], "Road \u{fc}");
    let calls = stage.calls();
    let [first, second] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((&first.method, &first.path), (&second.method, &second.path));
    assert_eq!(first.body, second.body);
    assert_eq!(first.header("content-type"), second.header("content-type"));
    assert_eq!(first.header("authorization"), Some(old.as_str()));
    assert_eq!(second.header("authorization"), Some(bearer(&session).as_str()));
    assert_ne!(old, bearer(&session));
    assert_eq!(stage.token_requests().len(), 2, "the exchange and one renewal");
}

#[tokio::test]
async fn a_second_refusal_is_given_back_typed() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    stage.simulator.fail_next_times(2, Target::Api, expired());
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::NewTokenRefused);
    assert_eq!(error.kind(), ErrorKind::Configuration, "no log-in helps: {error}");
    assert!(!error.to_string().contains("log in again"), "{error}");
    assert_eq!((error.status(), error.step()), (Some(401), Some("get-users-saved-tracks")));
    assert_eq!((stage.calls().len(), stage.token_requests().len()), (2, 2));
    stage.simulator.fail_next(Target::Api, expired());
    let answer = session.call(GetUsersSavedTracks::new()).response().await.unwrap();
    assert_eq!(answer.status(), 401, "as it came");
    assert_eq!(stage.token_requests().len(), 2, "and nothing is renewed in vain");
    session.call(GetUsersSavedTracks::new()).await.unwrap();
}

#[tokio::test]
async fn a_missing_permission_renews_nothing() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    let fault = Fault::api_error(401, "Permissions missing", None);
    stage.simulator.fail_next(Target::Api, fault);
    let error = session.call(GetPlaybackState::new()).await.unwrap_err();
    assert_eq!(error.reason(), Reason::InsufficientScope);
    assert_eq!((stage.calls().len(), stage.token_requests().len()), (1, 1));

    // As RFC 6750 section 3.1 says it.
    let mut refusal = refused(401, "no");
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"x\"".parse().unwrap();
    refusal.headers_mut().insert("www-authenticate", challenge);
    let script = Script::always(refusal);
    script.listener().call(PausePlayback::new()).await.unwrap_err();
    assert_eq!((script.calls().len(), script.token_requests().len()), (1, 1));
}

#[tokio::test]
async fn a_session_that_nothing_renews_needs_its_user() {
    let stage = Stage::set().await;
    let session = stage.relic().await;
    stage.simulator.fail_next(Target::Api, expired());
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::ConsentRequired, Some(401)));
    assert_eq!((stage.calls().len(), stage.token_requests().len()), (1, 0));
    stage.simulator.clock().advance(Duration::from_secs(3600));
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::ConsentRequired, Reason::TokenEnded));
    assert_eq!(stage.calls().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_token_that_the_api_overlooked_is_no_reason_to_log_in_again() {
    let stage = Stage::set().await;
    let session = stage.relic().await;
    let fault = Fault::api_error(401, "Access token missing", None);
    stage.simulator.fail_next(Target::Api, fault);
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    session.call(GetUsersSavedTracks::new()).await.unwrap();
}

#[tokio::test]
async fn an_apps_own_session_asks_for_another_token_and_for_no_user() {
    let stage = Stage::set().await;
    let session = stage.service().await;
    stage.simulator.fail_next(Target::Api, expired());
    session.call(GetAlbum::new(ALBUM)).await.unwrap();
    assert_eq!((stage.calls().len(), stage.token_requests().len()), (2, 2));
    stage.simulator.fail_next_times(2, Target::Api, expired());
    let error = session.call(GetAlbum::new(ALBUM)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "there is nobody to log in: {error}");
    assert_eq!(error.reason(), Reason::InsufficientScope);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_with_a_dead_token_make_one_renewal() {
    let script = Script::new(|_, request| match token_of(request).as_str() {
        "access-token-1" => refused(401, "The access token expired"),
        _ => ok(&json!({})),
    });
    let session = script.listener();
    session.token().await.unwrap();
    let calls: Vec<_> = (0..50)
        .map(|_| tokio::spawn(session.call(GetUsersSavedTracks::new()).json::<Value>()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(script.token_requests().len(), 2, "the first token and one renewal");
    let resent = script.calls().iter().filter(|it| token_of(it) == "access-token-2").count();
    assert_eq!(resent, 50);
}

#[tokio::test]
async fn when_the_renewal_fails_the_error_says_why() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    stage.simulator.fail_next(Target::Api, expired());
    // In the server's own words: of what a gateway says it would be asked for once more.
    let unavailable = Fault::token_error("temporarily_unavailable", "Try again later");
    stage.simulator.fail_next(Target::Token, unavailable);
    let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient, "{error}");
    session.call(GetUsersSavedTracks::new()).await.expect("the token was good all the time");

    stage.simulator.fail_next_times(2, Target::Api, expired());
    let revoked = Fault::token_error("invalid_grant", "Refresh token revoked");
    stage.simulator.fail_next(Target::Token, revoked);
    for _ in 0..2 {
        let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.reason()),
            (ErrorKind::ConsentRequired, Reason::InvalidGrant)
        );
        assert!(error.to_string().contains("log in again"), "{error}");
    }
    assert_eq!(stage.token_requests().len(), 3, "an end is an end");
}

#[tokio::test]
async fn a_refresh_token_that_came_with_the_new_token_is_kept() {
    let stage = Stage::set().await;
    stage.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = stage.listener().await;
    let mut known = Vec::new();
    for _ in 0..3 {
        stage.simulator.fail_next(Target::Api, expired());
        session.call(GetUsersSavedTracks::new()).await.unwrap();
        known.push(session.token_snapshot().expose_refresh_token().unwrap().to_owned());
    }
    let sent: Vec<_> = stage.token_requests();
    for (request, token) in sent.iter().skip(2).zip(&known) {
        assert_eq!(request.form("refresh_token"), Some(token.as_str()));
    }
    known.dedup();
    assert_eq!(known.len(), 3);
}

#[tokio::test]
async fn what_has_no_body_is_sent_with_a_length_of_nothing() {
    let stage = Stage::set().await;
    let session = stage.listener().await;
    session.call(PausePlayback::new()).await.unwrap();
    let sent = stage.calls().pop().unwrap();
    assert_eq!(sent.header("content-length"), Some("0"), "Spotify answers 411 without");
    assert_eq!(sent.header("content-type"), None);
}

#[tokio::test]
async fn an_answer_without_a_body_is_null() {
    for status in [200, 202, 204] {
        let session = Script::always(answer(status, "")).listener();
        assert_eq!(session.call(PausePlayback::new()).await.unwrap(), Value::Null);
        session.call(PausePlayback::new()).json::<()>().await.unwrap();
    }
}
