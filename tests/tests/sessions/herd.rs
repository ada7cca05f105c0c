//! Many who ask at once make one renewal.

use std::sync::Arc;

use spotify_flow::store::MemoryStore;
use spotify_flow_tests::proof::{Proof, part};

use crate::stage::{AN_HOUR, Stage, alice, of, refresh_token};

#[tokio::test]
async fn t_112_a_herd_of_callers_makes_one_renewal_for_each_token() {
    let (callers, expiries) = (part(10_000), part(1_000));
    let (stage, alice) = (Stage::set().await, alice());
    let proof = Proof::of("T-112");
    let session = stage.kept(&alice).await;
    for _ in 0..expiries {
        stage.pass(AN_HOUR);
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let session = session.clone();
                tokio::spawn(async move { session.token().await.unwrap().expose().to_owned() })
            })
            .collect();
        let mut tokens = Vec::new();
        for task in tasks {
            tokens.push(task.await.unwrap());
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "all have the same token");
    }
    assert_eq!(stage.renewals(), expiries);
    proof.shown(
        format!("{callers} callers at each of {expiries} expiries"),
        format!("{expiries} requests"),
    );
}

#[tokio::test]
async fn sessions_that_share_a_store_renew_once_for_all() {
    let (stage, alice) = (Stage::set().await, alice());
    let first = stage.kept(&alice).await;
    let mut sessions = vec![first];
    for _ in 0..15 {
        sessions.push(stage.restored(&alice).await);
    }
    for round in 1..=20 {
        stage.pass(AN_HOUR);
        let tasks: Vec<_> = sessions
            .iter()
            .cloned()
            .map(|session| tokio::spawn(async move { session.token().await.map(|_| ()) }))
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(stage.renewals(), round);
    }
    let newest = refresh_token(&sessions[0]);
    assert!(sessions.iter().all(|session| refresh_token(session) == newest));
}

#[tokio::test]
async fn accounts_do_not_wait_for_one_another() {
    let stage = Stage::set().await;
    let store = Arc::new(MemoryStore::default());
    let (alice, bob) = (of(&store, "alice"), of(&store, "bob"));
    let (alice, bob) = (stage.kept(&alice).await, stage.kept(&bob).await);
    stage.pass(AN_HOUR);
    let (first, second) = tokio::join!(alice.token(), bob.token());
    assert_ne!(first.unwrap().expose(), second.unwrap().expose());
    assert_eq!(stage.renewals(), 2);
}
