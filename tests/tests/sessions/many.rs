//! The sessions of many users.

use std::sync::Arc;

use spotify_flow::store::MemoryStore;
use spotify_flow::{ErrorKind, Sessions};

use crate::stage::{AN_HOUR, Mixtape, Stage, mixtape};

fn sessions(stage: &Stage, most: usize) -> Sessions<Mixtape> {
    let store = Arc::new(MemoryStore::default());
    Sessions::new(mixtape(), store).with_transport(stage.http.clone()).hold_at_most(most)
}

async fn log_in(stage: &Stage, sessions: &Sessions<Mixtape>, account: &str) {
    let session = sessions.app().login(&stage.http, stage.simulator.user()).await.unwrap();
    sessions.put(account, session).await.unwrap();
}

#[tokio::test]
async fn each_account_has_its_own_session() {
    let stage = Stage::set().await;
    let sessions = sessions(&stage, 10);
    assert!(sessions.get("alice").await.unwrap().is_none());
    log_in(&stage, &sessions, "alice").await;
    log_in(&stage, &sessions, "bob").await;
    let alice = sessions.get("alice").await.unwrap().unwrap();
    let bob = sessions.get("bob").await.unwrap().unwrap();
    assert_ne!(alice.token().await.unwrap().expose(), bob.token().await.unwrap().expose());
}

#[tokio::test]
async fn those_that_were_not_asked_for_the_longest_are_forgotten_and_found_again() {
    let stage = Stage::set().await;
    let sessions = sessions(&stage, 3);
    for number in 0..10 {
        log_in(&stage, &sessions, &format!("user {number}")).await;
        assert!(sessions.held_now() <= 3);
    }
    stage.pass(AN_HOUR);
    for number in 0..10 {
        let session = sessions.get(&format!("user {number}")).await.unwrap().unwrap();
        session.token().await.unwrap();
    }
    assert_eq!((sessions.held_now(), stage.renewals()), (3, 10));
}

#[tokio::test]
async fn a_session_that_somebody_still_has_is_the_one_that_others_get() {
    let stage = Stage::set().await;
    let sessions = sessions(&stage, 1);
    log_in(&stage, &sessions, "alice").await;
    let first = sessions.get("alice").await.unwrap().unwrap();
    log_in(&stage, &sessions, "bob").await;
    stage.pass(AN_HOUR);
    let second = sessions.get("alice").await.unwrap().unwrap();
    let mut events = first.events();
    second.token().await.unwrap();
    assert!(events.try_next().is_some(), "they are one");
    assert_eq!(stage.renewals(), 1);
}

#[tokio::test]
async fn who_logs_in_in_another_process_after_an_end_is_found() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let [here, elsewhere] = [(); 2].map(|()| {
        let store = Arc::clone(&store);
        Sessions::new(mixtape(), store).with_transport(stage.http.clone())
    });
    log_in(&stage, &here, "alice").await;
    let ended = here.get("alice").await.unwrap().unwrap();
    ended.log_out().await.unwrap();
    let still = here.get("alice").await.unwrap().unwrap();
    assert_eq!(still.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
    log_in(&stage, &elsewhere, "alice").await;
    let again = here.get("alice").await.unwrap().unwrap();
    again.token().await.unwrap();
    // Nor is whoever has it in the hand sent away.
    assert_eq!(ended.token().await.unwrap().expose(), again.token().await.unwrap().expose());
}
