//! A renewal that is held up before and after everything that it asks of a store or a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::store::{Account, Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use spotify_flow::{BoxFuture, Clock, Session, Transport, TransportError};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::rotating::{LIFE, Player, RotatingServer, refresh_token};
use tokio::sync::{Notify, Semaphore};

/// Where everybody waits who was not let through.
pub(crate) struct Turnstile {
    places: Semaphore,
    waiting: AtomicUsize,
    came: Notify,
    /// Which pass is the last thing that somebody does, counted from 1.
    deadly: AtomicUsize,
    passed: AtomicUsize,
    /// How many had passed when it was last set.
    begun: AtomicUsize,
}

/// All that a turnstile lets through when it stands open.
const ALL: usize = 1 << 20;

impl Turnstile {
    fn new() -> Arc<Turnstile> {
        let [waiting, deadly, passed, begun] = [0; 4].map(AtomicUsize::new);
        let (places, came) = (Semaphore::new(ALL), Notify::new());
        Arc::new(Turnstile { places, waiting, came, deadly, passed, begun })
    }

    /// From now on, so many are let through.
    pub(crate) fn let_through(&self, number: usize) {
        self.begun.store(self.passed.load(Ordering::SeqCst), Ordering::SeqCst);
        self.places.forget_permits(ALL);
        self.places.add_permits(number);
    }

    pub(crate) fn open(&self) {
        self.places.add_permits(ALL / 2);
    }

    /// Whoever passes as this one from now on, panics.
    pub(crate) fn panic_at(&self, number: usize) {
        self.deadly.store(self.passed.load(Ordering::SeqCst) + number, Ordering::SeqCst);
    }

    /// Waits until somebody waits.
    pub(crate) async fn somebody_waits(&self) {
        while self.waiting.load(Ordering::SeqCst) == 0 {
            self.came.notified().await;
        }
    }

    /// Waits until so many have passed since `let_through`.
    pub(crate) async fn has_passed(&self, number: usize) {
        let until = self.begun.load(Ordering::SeqCst) + number;
        while self.passed.load(Ordering::SeqCst) < until {
            self.came.notified().await;
        }
    }

    async fn pass(&self) {
        let left = Left(self);
        self.waiting.fetch_add(1, Ordering::SeqCst);
        self.came.notify_one();
        self.places.acquire().await.unwrap().forget();
        drop(left);
        let number = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        assert_ne!(number, self.deadly.load(Ordering::SeqCst), "as it was told");
    }
}

/// Somebody who waits, until this is dropped.
struct Left<'a>(&'a Turnstile);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct Held<T> {
    turnstile: Arc<Turnstile>,
    inner: T,
}

impl<T> Held<T> {
    async fn hold<O>(&self, work: impl Future<Output = O>) -> O {
        self.turnstile.pass().await;
        let output = work.await;
        self.turnstile.pass().await;
        output
    }
}

impl Store for Held<MemoryStore> {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(self.hold(self.inner.load(key)))
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(self.hold(self.inner.commit(key, expected, record)))
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(self.hold(self.inner.lease(key, patience)))
    }
}

impl Transport for Held<Clocked> {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.hold(self.inner.send(request)))
    }

    fn clock(&self) -> &dyn Clock {
        self.inner.clock()
    }
}

/// A session whose token has just ended, behind a turnstile that stands open.
pub(crate) struct Stage {
    pub(crate) server: RotatingServer,
    pub(crate) turnstile: Arc<Turnstile>,
    pub(crate) session: Session<Player>,
    alice: Account,
    http: Held<Clocked>,
}

impl Stage {
    pub(crate) async fn set(http: &Clocked) -> Stage {
        let (server, turnstile) = (RotatingServer::start(LIFE), Turnstile::new());
        let inner = MemoryStore::default();
        let alice = Held { turnstile: Arc::clone(&turnstile), inner }.account("alice");
        let http = Held { turnstile: Arc::clone(&turnstile), inner: http.clone() };
        let session = Session::over(&server.player(), server.first_token(), http.clone());
        let session = session.keep_in(&alice).await.unwrap();
        session.token().await.unwrap();
        http.inner.hands().advance(LIFE);
        Stage { server, turnstile, session, alice, http }
    }

    /// The session that another process finds.
    pub(crate) async fn found(&self) -> Session<Player> {
        let found = Session::restore(&self.server.player(), &self.alice).await.unwrap();
        found.unwrap().with_transport(self.http.clone())
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.http.inner.hands().advance(time);
    }

    /// Nothing is lost: the newest token is in the store, whatever happened, and it is taken.
    pub(crate) async fn assert_nothing_is_lost(&self) {
        let family = self.server.family();
        assert!(family.alive);
        let found = self.found().await;
        let kept = found.token_snapshot().expose_refresh_token().unwrap().to_owned();
        assert_eq!(kept, refresh_token(family.newest));
        self.http.inner.hands().advance(LIFE);
        found.token().await.unwrap();
    }
}

/// How often a renewal passes the turnstile: before and after it gets the right to renew, looks,
/// notes, sends and keeps.
pub(crate) const PASSES: usize = 10;
