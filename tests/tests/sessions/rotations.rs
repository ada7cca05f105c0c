//! Rotation after rotation, and what one costs.

use std::time::Duration;

use spotify_flow::Session;
use spotify_flow::store::{Account, MemoryStore, Store as _};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::proof::{Proof, part};
use spotify_flow_tests::rotating::{LIFE, Player, RotatingServer, access_token};

async fn restored(server: &RotatingServer, account: &Account, http: &Clocked) -> Session<Player> {
    let found = Session::restore(&server.player(), account).await.unwrap();
    found.unwrap().with_transport(http.clone())
}

/// So many rotations; every so often another process takes over.
async fn rotate(server: &RotatingServer, account: &Account, rotations: usize) {
    let http = Clocked::default();
    let session = Session::over(&server.player(), server.first_token(), http.clone());
    let mut session = session.keep_in(account).await.unwrap();
    for number in 1..=rotations {
        http.hands().advance(LIFE);
        assert_eq!(session.token().await.unwrap().expose(), access_token(number));
        if number % 100 == 0 {
            session = restored(server, account, &http).await;
        }
    }
    let family = server.family();
    assert!(family.alive);
    assert_eq!((family.newest, family.requests()), (rotations, rotations));
}

#[tokio::test]
async fn t_113_rotation_after_rotation_sends_each_refresh_token_once() {
    let rotations = part(100_000) / if cfg!(debug_assertions) { 10 } else { 1 };
    let (server, alice) = (RotatingServer::start(Duration::ZERO), MemoryStore::default());
    let proof = Proof::of("T-113");
    rotate(&server, &alice.account("alice"), rotations).await;
    proof.shown(
        format!("{rotations} rotations over real sockets; no grace"),
        "each refresh token sent once, family alive",
    );
}
