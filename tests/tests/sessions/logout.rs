//! Who logs out while a renewal is under way.

use std::sync::Arc;

use spotify_flow::store::{Account, MemoryStore};
use spotify_flow::{AccessToken, Error, ErrorKind, Reason, Session, SessionEvent, Token};
use spotify_flow_tests::cases::{Client, Code};
use tokio::task::JoinHandle;

use crate::by_hand::ByHand;
use crate::late::Late;
use crate::stage::of;

fn app() -> Code {
    Client::code().app()
}

fn session(server: &ByHand) -> Session<Code> {
    Session::over(&app(), Token::from_refresh_token("r0", None), server.clone())
}

fn ask(session: &Session<Code>) -> JoinHandle<Result<AccessToken, Error>> {
    let session = session.clone();
    tokio::spawn(async move { session.token().await })
}

/// The session has ended, and nothing of its tokens is left.
async fn is_over(session: &Session<Code>) {
    let token = session.token_snapshot();
    assert!(token.access_token().is_none() && !token.has_refresh_token());
    assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
}

async fn is_over_in(account: &Account) {
    is_over(&Session::restore(&app(), account).await.unwrap().unwrap()).await;
}

#[tokio::test]
async fn t_111_what_a_renewal_brings_after_the_log_out_is_nobodys() {
    let (server, store) = (ByHand::new(), Arc::new(MemoryStore::default()));
    let alice = of(&store, "alice");
    let kept = session(&server).keep_in(&alice).await.unwrap();
    for session in [session(&server), kept] {
        let mut events = session.events();
        let asked = ask(&session);
        let renewal = server.next().await;
        session.log_out().await.unwrap();
        is_over(&session).await;
        renewal.rotate(1);
        assert_eq!(asked.await.unwrap().unwrap_err().kind(), ErrorKind::ConsentRequired);
        is_over(&session).await;
        assert_eq!(events.try_next(), Some(SessionEvent::Ended { reason: Reason::LoggedOut }));
        assert_eq!(events.try_next(), None, "it ends once");
    }
    is_over_in(&alice).await;
    assert!(server.is_idle());
}

#[tokio::test]
async fn t_111_a_renewal_that_was_kept_just_before_the_log_out_does_not_come_back() {
    let (server, store) = (ByHand::new(), Arc::new(Late::default()));
    let alice = of(&store, "alice");
    let session = session(&server).keep_in(&alice).await.unwrap();
    let asked = ask(&session);
    let renewal = server.next().await;
    // The store has the new token, and the renewal does not know yet.
    let before = store.commits();
    store.stall();
    renewal.rotate(1);
    while store.commits() == before {
        tokio::task::yield_now().await;
    }
    session.log_out().await.unwrap();
    store.go_on();
    assert_eq!(asked.await.unwrap().unwrap_err().kind(), ErrorKind::ConsentRequired);
    is_over(&session).await;
    is_over_in(&alice).await;
}

#[tokio::test]
async fn t_111_who_logs_out_in_another_process_stops_the_renewal_here() {
    let (server, store) = (ByHand::new(), Arc::new(MemoryStore::default()));
    let alice = of(&store, "alice");
    let session = session(&server).keep_in(&alice).await.unwrap();
    let elsewhere = Session::restore(&app(), &alice).await.unwrap().unwrap();
    let asked = ask(&session);
    let renewal = server.next().await;
    elsewhere.log_out().await.unwrap();
    renewal.rotate(1);
    assert_eq!(asked.await.unwrap().unwrap_err().kind(), ErrorKind::ConsentRequired);
    is_over(&session).await;
    is_over_in(&alice).await;
}
