//! What is kept is found again.

use std::sync::Arc;

use spotify_flow::store::MemoryStore;
use spotify_flow::{ClientId, ErrorKind, RedirectUri, Session, Token, spotify_flow};

use crate::by_hand::ByHand;
use crate::stage::{AN_HOUR, Stage, alice, mixtape, of, refresh_token};

#[tokio::test]
async fn what_is_kept_is_found_again_after_every_renewal() {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    for _ in 0..3 {
        stage.pass(AN_HOUR);
        let renewed = session.token().await.unwrap();
        let found = stage.restored(&alice).await;
        assert_eq!(found.token().await.unwrap().expose(), renewed.expose());
        assert_eq!(refresh_token(&found), refresh_token(&session));
        assert_eq!(found.authorized_at(), session.authorized_at());
    }
    assert_eq!(stage.renewals(), 3);
}

#[tokio::test]
async fn there_is_nothing_where_nothing_was_kept() {
    let store = Arc::new(MemoryStore::default());
    let stage = Stage::set().await;
    stage.kept(&of(&store, "alice")).await;
    assert!(Session::restore(&mixtape(), &of(&store, "bob")).await.unwrap().is_none());
}

#[tokio::test]
async fn who_logs_in_takes_the_place_of_what_was_there() {
    let (stage, alice) = (Stage::set().await, alice());
    let first = stage.kept(&alice).await;
    let second = stage.kept(&alice).await;
    assert_ne!(refresh_token(&first), refresh_token(&second));
    stage.pass(AN_HOUR);
    // The older one finds the newer one in the store, and takes it up.
    let token = first.token().await.unwrap();
    assert_eq!(second.token().await.unwrap().expose(), token.expose());
    assert_eq!(refresh_token(&first), refresh_token(&second));
    assert_eq!(stage.renewals(), 1);
}

#[tokio::test]
async fn who_logs_out_ends_the_session_everywhere() {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    let elsewhere = stage.restored(&alice).await;
    session.log_out().await.unwrap();
    assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    assert!(!session.token_snapshot().has_refresh_token(), "its tokens are forgotten");
    stage.pass(AN_HOUR);
    assert_eq!(elsewhere.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    let found = stage.restored(&alice).await;
    assert_eq!(found.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    assert_eq!(stage.renewals(), 0, "the server is not asked");
    // And a login begins anew.
    stage.kept(&alice).await.token().await.unwrap();
    stage.restored(&alice).await.token().await.unwrap();
}

#[tokio::test]
async fn an_end_is_kept_with_its_reason_and_the_token_is_set_aside() {
    let (stage, alice) = (Stage::set().await, alice());
    let session = stage.kept(&alice).await;
    stage.simulator.withdraw_consent("mixtape");
    stage.pass(AN_HOUR);
    let error = session.token().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
    let found = stage.restored(&alice).await;
    let error = found.token().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert!(error.to_string().contains("invalid_grant"), "{error}");
    assert_eq!(refresh_token(&found), refresh_token(&session), "servers have been wrong");
    assert_eq!(stage.renewals(), 1);
}

/// The same app, later.
#[derive(Debug)]
#[spotify_flow(authorization_code_pkce, scopes(user_read_email))]
struct MixtapeOfNextYear {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[tokio::test]
async fn a_session_that_is_kept_has_the_scopes_that_were_asked_for_then() {
    let alice = alice();
    let session = mixtape().session(Token::from_refresh_token("r0", None));
    session.keep_in(&alice).await.unwrap();
    let mixtape = mixtape();
    let (client_id, redirect_uri) = (mixtape.client_id, mixtape.redirect_uri);
    let app = MixtapeOfNextYear { client_id, redirect_uri };
    let found = Session::restore(&app, &alice).await.unwrap().unwrap();
    assert_eq!(found.missing_scopes(), ["user-read-email"]);
    assert!(found.granted_all().await.is_err());
}

#[tokio::test]
async fn a_session_that_has_ended_takes_nobodys_place() {
    let (stage, alice) = (Stage::set().await, alice());
    let kept = stage.kept(&alice).await;
    let other = mixtape().login(&stage.http, stage.simulator.user()).await.unwrap();
    other.log_out().await.unwrap();
    let failed = other.keep_in(&alice).await.unwrap_err();
    assert_eq!(failed.error().kind(), ErrorKind::ConsentRequired);
    assert!(failed.into_session().has_ended());
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&kept));
}

#[tokio::test]
async fn what_is_kept_in_the_middle_of_a_renewal_is_what_that_brings() {
    let (server, alice) = (ByHand::new(), alice());
    let token = Token::from_refresh_token("r0", None);
    let session = mixtape().session(token).with_transport(server.clone());
    let asked = session.clone();
    let asked = tokio::spawn(async move { asked.token().await });
    let renewal = server.next().await;
    let place = alice.clone();
    let kept = tokio::spawn(async move { session.keep_in(&place).await.map(|_| ()) });
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    renewal.rotate(1);
    asked.await.unwrap().unwrap();
    kept.await.unwrap().unwrap();
    let found = Session::restore(&mixtape(), &alice).await.unwrap().unwrap();
    assert_eq!(refresh_token(&found), "r1");
}
