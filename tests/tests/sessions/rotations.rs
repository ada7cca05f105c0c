//! Rotation after rotation, and what one costs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::store::{Account, MemoryStore, Store as _};
use spotify_flow::{BoxFuture, Session, Token, Transport, TransportError};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::proof::{Proof, part};
use spotify_flow_tests::rotating::{
    LIFE, Player, RotatingServer, access_token, player, refresh_token, token_answer,
};

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

/// A server that rotates at once, without a wire.
#[derive(Default)]
struct AtOnce(AtomicUsize);

impl Transport for AtOnce {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move { Ok(Response::new(token_answer(number).into())) })
    }
}

/// So many rotations in a store, which takes no time but the engine's and the store's.
async fn rate(store: &'static str, account: &Account, rotations: usize) {
    let (proof, first) = (Proof::of("rate"), Token::from_refresh_token(refresh_token(0), None));
    let session = Session::over(&player("https://server.example"), first, AtOnce::default());
    let session = session.keep_in(account).await.unwrap();
    let begun = Instant::now();
    for _ in 0..rotations {
        session.refresh().await.unwrap();
    }
    let rate = rotations as f64 / begun.elapsed().max(Duration::from_nanos(1)).as_secs_f64();
    let kept = Session::restore(&player("https://server.example"), account).await.unwrap().unwrap();
    assert_eq!(kept.token_snapshot().expose_refresh_token(), Some(&*refresh_token(rotations)));
    proof.shown(
        format!("{rotations} rotations in {store}, each noted before and kept after"),
        format!("{rate:.0} a second"),
    );
}

#[tokio::test]
async fn the_rate_of_rotations_in_memory_is_measured() {
    rate("memory", &MemoryStore::default().account("alice"), part(100_000)).await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_rate_of_durable_rotations_in_files_is_measured() {
    let folder = crate::processes::Folder::new("rate");
    rate("files", &folder.alice(), part(1000)).await;
}
