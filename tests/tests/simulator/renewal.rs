//! What a session does when its token ends.

use spotify_flow::{ErrorKind, Reason, Session};
use spotify_flow_simulator::RefreshPolicy;

use crate::scene::{
    AN_HOUR, Archive, HALF_A_YEAR, Mixtape, Scene, access_token, archive, mixtape, profile,
    refresh_token, relic, service,
};

impl Scene {
    async fn mixtape(&self) -> Session<Mixtape> {
        mixtape().login(&self.http, self.simulator.user()).await.unwrap()
    }

    async fn archive(&self) -> Session<Archive> {
        archive().login(&self.http, self.simulator.user()).await.unwrap()
    }
}

#[tokio::test]
async fn an_ended_token_is_renewed_and_the_caller_notices_nothing() {
    let scene = Scene::set().await;
    let (public, confidential) = (scene.mixtape().await, scene.archive().await);
    let before = (access_token(&public), access_token(&confidential));
    scene.pass(AN_HOUR);
    assert_eq!(profile(&public).await, "simulated-listener");
    let request = scene.last_token_request();
    assert_eq!(request.form("client_id"), Some("mixtape"));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(profile(&confidential).await, "simulated-listener");
    let request = scene.last_token_request();
    assert_eq!(request.form("client_id"), None);
    assert!(request.header("authorization").unwrap().starts_with("Basic "));
    assert_ne!(access_token(&public), before.0);
    assert_ne!(access_token(&confidential), before.1);
}

#[tokio::test]
async fn a_refresh_token_that_the_answer_leaves_out_stays() {
    let scene = Scene::set().await;
    let session = scene.mixtape().await;
    let first = refresh_token(&session);
    for _ in 0..3 {
        session.refresh().await.unwrap();
        assert_eq!(refresh_token(&session), first);
        assert_eq!(scene.last_token_request().form("refresh_token"), Some(first.as_str()));
    }
}

#[tokio::test]
async fn a_new_refresh_token_takes_the_place_of_the_old_one() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = scene.mixtape().await;
    for _ in 0..3 {
        let before = refresh_token(&session);
        session.refresh().await.unwrap();
        assert_ne!(refresh_token(&session), before);
        assert_eq!(scene.last_token_request().form("refresh_token"), Some(before.as_str()));
    }
}

#[tokio::test]
async fn a_refresh_token_that_is_repeated_goes_on_working() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Repeat);
    let session = scene.mixtape().await;
    let first = refresh_token(&session);
    for _ in 0..3 {
        session.refresh().await.unwrap();
        assert_eq!(refresh_token(&session), first);
    }
}

#[tokio::test]
async fn a_rotated_refresh_token_that_is_used_again_ends_the_whole_family() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let owner = scene.mixtape().await;
    let thief = mixtape().session(owner.token_snapshot()).with_transport(scene.http.clone());
    owner.refresh().await.unwrap();
    for session in [&thief, &owner] {
        let error = session.refresh().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConsentRequired);
        assert_eq!(error.description(), Some("Refresh token revoked"));
    }
    let error = owner.get("/v1/me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired, "its access token is revoked too");
}

#[tokio::test]
async fn many_callers_that_find_an_ended_token_make_one_request() {
    let scene = Scene::set().await;
    scene.simulator.set_refresh_policy(RefreshPolicy::Rotate);
    let session = scene.mixtape().await;
    scene.pass(AN_HOUR);
    let callers: Vec<_> = (0..20)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.token().await.unwrap().expose().to_owned() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), access_token(&session));
    }
    assert_eq!(scene.token_requests().len(), 2, "the exchange and one renewal");
}

#[tokio::test]
async fn an_app_without_a_user_asks_for_another_token() {
    let scene = Scene::set().await;
    let session = service().connect(&scene.http).await.unwrap();
    let first = access_token(&session);
    scene.pass(AN_HOUR);
    let answer = session.get("/v1/albums/1ATL5GLyefJaxhQzSPVrLX").await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_ne!(access_token(&session), first);
    assert_eq!(scene.last_token_request().form("grant_type"), Some("client_credentials"));
}

#[tokio::test]
async fn an_implicit_token_that_ended_needs_the_user() {
    let scene = Scene::set().await;
    scene.simulator.set_before_sunset(true);
    let session = relic().login(&scene.http, scene.simulator.user()).await.unwrap();
    scene.pass(AN_HOUR);
    let error = session.get("/v1/me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!(error.reason(), Reason::TokenEnded);
    assert!(error.to_string().contains("the user must log in again"), "{error}");
    assert!(scene.token_requests().is_empty());
}

#[tokio::test]
async fn consent_ends_after_six_months_however_often_the_token_was_renewed() {
    let scene = Scene::set().await;
    let session = scene.mixtape().await;
    let ends = session.consent_ends_at().unwrap();
    for _ in 0..6 {
        scene.pass(HALF_A_YEAR / 8);
        assert_eq!(profile(&session).await, "simulated-listener");
        assert_eq!(session.consent_ends_at(), Some(ends));
    }
    scene.pass(HALF_A_YEAR / 4);
    let error = session.get("/v1/me").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!(error.reason(), Reason::ConsentEnded);
    assert!(error.to_string().contains("the user must log in again"), "{error}");
}

#[tokio::test]
async fn an_end_is_an_end_and_the_server_is_not_asked_again() {
    let scene = Scene::set().await;
    let session = scene.archive().await;
    scene.simulator.withdraw_consent("archive");
    scene.pass(AN_HOUR);
    session.token().await.unwrap_err();
    let asked = scene.token_requests().len();
    for _ in 0..3 {
        let error = session.token().await.unwrap_err();
        assert_eq!(error.code(), Some("invalid_grant"));
    }
    assert_eq!(scene.token_requests().len(), asked);
    let again = scene.archive().await;
    assert_eq!(profile(&again).await, "simulated-listener", "a new login begins a new half-year");
}
