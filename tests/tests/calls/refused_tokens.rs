//! An API that refuses tokens costs one renewal for each, and is believed.

use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::spotify::api::GetUsersSavedTracks;
use spotify_flow::{ErrorKind, Reason};

use crate::script::{Script, answer, ok, refused, token_of};
use crate::strangers::{bot, forbidden, streamer};

const CALLS: usize = 200;

fn missing(header: &str) -> Response<Bytes> {
    let body = json!({ "error": "Unauthorized", "status": 401, "message": header });
    answer(401, body.to_string())
}

#[tokio::test]
async fn an_api_that_refuses_for_ever_costs_one_renewal_and_not_one_for_each_call() {
    let script = Script::always(refused(401, "No"));
    let session = script.listener();
    for _ in 0..CALLS {
        let error = session.call(GetUsersSavedTracks::new()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.reason()),
            (ErrorKind::Configuration, Reason::NewTokenRefused)
        );
        assert!(error.to_string().contains(": No ("), "{error}");
    }
    assert_eq!(script.token_requests().len(), 2, "the first token and one renewal");
    assert_eq!(script.calls().len(), CALLS + 1);
}

#[tokio::test]
async fn a_header_that_is_missing_is_told_in_the_apis_words_and_nobody_is_sent_to_log_in() {
    let script = Script::always(missing("Client ID is missing"));
    let session = script.session_of(&streamer());
    for _ in 0..3 {
        let error = session.get("/helix/users").await.unwrap().error_for_status().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(text.contains("Client ID is missing") && !text.contains("must log in"), "{text}");
        assert_eq!((error.status(), error.code()), (Some(401), Some("Unauthorized")));
    }
    assert_eq!(script.token_requests().len(), 2);
}

#[tokio::test]
async fn a_scope_that_is_missing_in_a_providers_words_renews_nothing() {
    let script = Script::always(missing("Missing scope: moderation:read"));
    let session = script.session_of(&streamer());
    let error = session.get("/helix/bans").await.unwrap().error_for_status().unwrap_err();
    assert_eq!(
        (error.kind(), error.reason()),
        (ErrorKind::Configuration, Reason::InsufficientScope)
    );
    assert!(error.to_string().contains("Missing scope: moderation:read"), "{error}");
    assert_eq!((script.calls().len(), script.token_requests().len()), (1, 1));
}

#[tokio::test]
async fn a_killed_token_that_is_forbidden_is_renewed_where_the_providers_file_says_so() {
    let script = Script::new(|_, request| match token_of(request).as_str() {
        "access-token-1" => answer(403, ""),
        _ => ok(&json!({ "it": "works" })),
    });
    let session = script.session_of(&forbidden());
    let mail: Value = session.get("/mail").await.unwrap().json().unwrap();
    assert_eq!(mail["it"], "works");
    assert_eq!((script.calls().len(), script.token_requests().len()), (2, 2));
    // At other providers it is what it is.
    let script = Script::always(answer(403, ""));
    let session = script.session_of(&streamer());
    assert_eq!(session.get("/helix/users").await.unwrap().status(), 403);
    assert_eq!((script.calls().len(), script.token_requests().len()), (1, 1));
}

#[tokio::test]
async fn an_end_that_is_told_with_a_success_is_an_end_where_the_providers_file_says_so() {
    let script = Script::new(|_, request| match token_of(request).as_str() {
        "access-token-1" => ok(&json!({ "ok": false, "error": "token_expired" })),
        _ => ok(&json!({ "ok": true, "text": "token_expired" })),
    });
    let session = script.session_of(&bot());
    let said: Value = session.get("/api/auth.test").await.unwrap().json().unwrap();
    assert_eq!(said["ok"], true);
    assert_eq!((script.calls().len(), script.token_requests().len()), (2, 2));
    let script = Script::always(ok(&json!({ "ok": false, "error": "missing_scope" })));
    let answer = script.session_of(&bot()).get("/api/x").await.unwrap();
    let error = answer.error_for_status().unwrap_err();
    assert_eq!((error.reason(), error.code()), (Reason::InsufficientScope, Some("missing_scope")));
}

#[tokio::test]
async fn a_token_that_was_good_and_ends_again_is_renewed_again() {
    // Each is good for two calls.
    let script = Script::new(|before, request| {
        let number: usize = token_of(request).rsplit('-').next().unwrap().parse().unwrap();
        if before < number * 3 { ok(&json!({})) } else { refused(401, "The access token expired") }
    });
    let session = script.listener();
    for _ in 0..20 {
        session.call(GetUsersSavedTracks::new()).await.unwrap();
    }
    assert!(script.token_requests().len() > 5, "{}", script.token_requests().len());
}

#[tokio::test]
async fn a_call_that_misses_something_beside_calls_that_do_not_renews_once_a_minute_at_most() {
    let script = Script::new(|_, request| match request.uri().path() {
        "/v1/odd" => refused(401, "something"),
        _ => ok(&json!({})),
    });
    let session = script.listener();
    for _ in 0..60 {
        session.get("/v1/me").await.unwrap();
        session.get("/v1/odd").await.unwrap();
        script.clock.advance(Duration::from_secs(1));
    }
    let renewals = script.token_requests().len() - 1;
    assert!((1..=2).contains(&renewals), "{renewals}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_that_are_refused_for_ever_at_once_make_one_renewal() {
    let script = Script::always(refused(401, "No"));
    let session = script.listener();
    let calls: Vec<_> = (0..50)
        .map(|_| tokio::spawn(session.call(GetUsersSavedTracks::new()).json::<Value>()))
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err().reason(), Reason::NewTokenRefused);
    }
    assert_eq!(script.token_requests().len(), 2, "the first token and one renewal");
}
