//! Things that go wrong, to order: what they are on the wire, and what a session makes of them.

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{ErrorKind, Reason, Session, Transport as _, TransportErrorKind};
use spotify_flow_simulator::{Fault, RefreshPolicy, Target};

use crate::raw::{header, json, text};
use crate::scene::{
    AN_HOUR, Duration, Mixtape, Scene, access_token, mixtape, profile, refresh_token,
};

async fn session(scene: &Scene) -> Session<Mixtape> {
    mixtape().login(&scene.http, scene.simulator.user()).await.unwrap()
}

/// Any request of the Web API: without a fault it is refused.
async fn call(scene: &Scene) -> Response<Bytes> {
    scene.call("GET", "/v1/me", None).await
}

#[tokio::test]
async fn too_many_requests_come_with_a_time_or_a_reason() {
    let scene = Scene::set().await;
    let limited =
        |seconds: Option<u64>| Fault::RateLimited { retry_after: seconds.map(Duration::from_secs) };
    let plain = json!({ "error": { "status": 429, "message": "Too many requests" } });
    for seconds in [Some(7), None] {
        scene.simulator.fail_next(Target::Api, limited(seconds));
        let answer = call(&scene).await;
        assert_eq!(json(&answer), (429, plain.clone()));
        let header = header(&answer, "retry-after").map(str::to_owned);
        assert_eq!(header, seconds.map(|seconds| seconds.to_string()));
    }
    scene.simulator.fail_next(Target::Api, Fault::QuotaExceeded);
    let answer = call(&scene).await;
    assert_eq!(header(&answer, "retry-after"), None);
    let (status, body) = json(&answer);
    assert_eq!((status, &body["error"]["message"]), (429, &plain["error"]["message"]));
    assert_eq!(body["error"]["reason"], "QUOTA_EXCEEDED");
}

#[tokio::test]
async fn an_outage_is_a_503_with_a_page_of_html() {
    let scene = Scene::set().await;
    for target in [Target::Authorize, Target::Token, Target::Api] {
        scene.simulator.fail_next(target, Fault::Unavailable);
    }
    let answers = [
        scene.visit(&[]).await,
        scene.ask_token(&[("grant_type", "refresh_token")], None).await,
        call(&scene).await,
    ];
    for answer in answers {
        assert_eq!(answer.status(), 503);
        assert_eq!(header(&answer, "content-type"), Some("text/html; charset=utf-8"));
        assert!(text(&answer).starts_with("<html>"));
    }
}

#[tokio::test]
async fn a_fault_hits_so_many_requests_of_its_target_and_no_others() {
    let scene = Scene::set().await;
    scene.simulator.fail_next_times(2, Target::Path("/v1/me"), Fault::Unavailable);
    scene.simulator.fail_next(Target::Path("/v1/me"), Fault::text(418, "short and stout"));
    assert_eq!(scene.call("GET", "/v1/search", None).await.status(), 401);
    assert_eq!(scene.ask_token(&[], None).await.status(), 400);
    for expected in [503, 503, 418, 401] {
        assert_eq!(call(&scene).await.status(), expected);
    }
    scene.simulator.fail_next(Target::Api, Fault::Unavailable);
    scene.simulator.clear_faults();
    assert_eq!(call(&scene).await.status(), 401);
}

#[tokio::test]
async fn any_answer_can_be_ordered() {
    let scene = Scene::set().await;
    let fault = Fault::api_error(403, "Player command failed: ...", Some("PREMIUM_REQUIRED"));
    scene.simulator.fail_next(Target::Api, fault);
    let (status, body) = json(&call(&scene).await);
    assert_eq!((status, &body["error"]["reason"]), (403, &json!("PREMIUM_REQUIRED")));
    scene.simulator.fail_next(Target::Api, Fault::api_error(401, "Access token missing", None));
    let expected = json!({ "error": { "status": 401, "message": "Access token missing" } });
    assert_eq!(json(&call(&scene).await), (401, expected));
    scene.simulator.fail_next(Target::Token, Fault::token_error("invalid_grant", "x"));
    let expected = json!({ "error": "invalid_grant", "error_description": "x" });
    assert_eq!(json(&scene.ask_token(&[], None).await), (400, expected));
}

#[tokio::test]
async fn an_answer_that_is_cut_breaks_the_connection() {
    let scene = Scene::set().await;
    for after in [0, 10] {
        scene.simulator.fail_next(Target::Api, Fault::Cut { after });
        let request = Request::get("https://api.spotify.com/v1/me");
        let error = scene.http.send(request.body("".into()).unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Interrupted);
    }
}

#[tokio::test]
async fn a_slow_answer_makes_nobody_else_wait() {
    let scene = Scene::set().await;
    let slow = Fault::Slow(Duration::from_secs(3600));
    scene.simulator.fail_next(Target::Path("/v1/me"), slow);
    let others = async {
        while scene.simulator.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        scene.call("GET", "/v1/search", None).await.status()
    };
    tokio::select! {
        biased;
        answer = call(&scene) => panic!("{} came at once", answer.status()),
        status = others => assert_eq!(status, 401),
    }
}

#[tokio::test]
async fn an_answer_that_is_held_comes_when_it_is_released() {
    let scene = Scene::set().await;
    scene.simulator.fail_next_times(2, Target::Api, Fault::Held);
    let (http, held) = (scene.simulator.transport(), scene.simulator.until_held(2));
    let ask = || {
        let request = Request::get("https://api.spotify.com/v1/me");
        let (http, request) = (http.clone(), request.body("".into()).unwrap());
        tokio::spawn(async move { http.send(request).await.unwrap().status() })
    };
    let asked = [ask(), ask()];
    held.await;
    assert!(asked.iter().all(|asked| !asked.is_finished()));
    scene.simulator.release();
    for asked in asked {
        assert_eq!(asked.await.unwrap(), 401);
    }
}

#[tokio::test]
async fn a_session_survives_what_passes() {
    let scene = Scene::set().await;
    let session = session(&scene).await;
    scene.pass(AN_HOUR);
    let wait = Some(Duration::from_secs(30));
    let limited = ErrorKind::RateLimited { retry_after: wait };
    let faults = [
        (Fault::Unavailable, ErrorKind::Transient),
        (Fault::RateLimited { retry_after: wait }, limited),
        (Fault::Garbled, ErrorKind::Protocol),
        (Fault::text(502, "upstream connect error or disconnect/reset"), ErrorKind::Transient),
        (Fault::text(403, "Forbidden"), ErrorKind::Protocol),
    ];
    for (fault, kind) in faults {
        // What a gateway says tells nothing of the server, which may have spent the refresh token: it
        // is asked for again, at once.
        let times = if kind == ErrorKind::Transient { 2 } else { 1 };
        scene.simulator.fail_next_times(times, Target::Token, fault.clone());
        let error = session.token().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault:?}: {error}");
        scene.simulator.clear_faults();
        // A server that fails again and again is left alone for a while.
        scene.pass(Duration::from_secs(60));
    }
    assert_eq!(profile(&session).await, "simulated-listener");
}

#[tokio::test]
async fn a_token_in_use_is_good_as_long_as_it_lives_whatever_the_server_says() {
    let scene = Scene::set().await;
    let session = session(&scene).await;
    scene.pass(AN_HOUR - Duration::from_secs(5));
    scene.simulator.fail_next(Target::Token, Fault::Unavailable);
    assert_eq!(profile(&session).await, "simulated-listener");
}

#[tokio::test]
async fn a_caller_who_goes_away_takes_no_new_refresh_token_along() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = session(&scene).await;
    let first = refresh_token(&session);
    scene.pass(AN_HOUR);
    scene.simulator.fail_next(Target::Token, Fault::Held);
    let caller = tokio::spawn({
        let session = session.clone();
        async move { session.token().await.map(|_| ()) }
    });
    scene.simulator.until_held(1).await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    scene.simulator.release();
    let renewed = session.token().await.unwrap();
    assert_eq!(renewed.expose(), access_token(&session));
    assert_ne!(refresh_token(&session), first);
    assert_eq!(scene.token_requests().len(), 2, "the exchange and one renewal");
}

#[tokio::test]
async fn a_rotation_whose_answer_is_lost_ends_the_session_and_says_why() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = session(&scene).await;
    scene.simulator.fail_next(Target::Token, Fault::Cut { after: 0 });
    let lost = session.refresh().await.unwrap_err();
    assert_eq!(lost.reason(), Reason::RenewalLost);
    assert_eq!(lost.kind(), ErrorKind::ConsentRequired);
    let again = session.refresh().await.unwrap_err();
    assert_eq!(again.reason(), Reason::RenewalLost, "{again}");
    assert_eq!(
        scene.token_requests().len(),
        3,
        "the exchange, the renewal, and one try to save it"
    );
}

#[tokio::test]
async fn a_renewal_whose_answer_is_lost_is_sent_once_more() {
    let scene = Scene::set().await;
    let session = session(&scene).await;
    scene.pass(AN_HOUR);
    scene.simulator.fail_next(Target::Token, Fault::Cut { after: 9 });
    assert_eq!(profile(&session).await, "simulated-listener");
    scene.pass(AN_HOUR);
    scene.simulator.fail_next_times(2, Target::Token, Fault::Cut { after: 9 });
    let error = session.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient, "{error}");
}

#[tokio::test]
async fn an_exchange_is_never_sent_twice() {
    let scene = Scene::set().await;
    for fault in [Fault::Unavailable, Fault::Cut { after: 0 }, Fault::Garbled] {
        let before = scene.token_requests().len();
        scene.simulator.fail_next(Target::Token, fault);
        mixtape().login(&scene.http, scene.simulator.user()).await.unwrap_err();
        assert_eq!(scene.token_requests().len(), before + 1);
    }
}

#[tokio::test]
async fn an_api_that_asks_to_wait_says_how_long() {
    let scene = Scene::set().await;
    let session = session(&scene).await;
    let wait = Some(Duration::from_secs(12_471));
    scene.simulator.fail_next(Target::Api, Fault::RateLimited { retry_after: wait });
    let error = session.get("/v1/me").await.unwrap().error_for_status().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited { retry_after: wait });
}
