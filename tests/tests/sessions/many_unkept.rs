//! The sessions of many users, over a store that takes nothing for a while and a server that ends
//! whoever sends a refresh token twice.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{
    Committed, Key, Lease, MemoryStore, Record, Store, StoreError, StoreErrorKind,
};
use spotify_flow::{
    BoxFuture, Clock, ErrorKind, ManualClock, Reason, Session, SessionEvent, Sessions, Token,
    Transport, TransportError,
};
use spotify_flow_tests::cases::{Client, Code, value_of};
use spotify_flow_tests::proof::{Proof, part};

use crate::stage::AN_HOUR;

/// The server: of each user's refresh tokens it takes the newest, once.
#[derive(Default)]
struct Families {
    clock: ManualClock,
    /// The number of the newest of each user; none where a spent one came.
    newest: Mutex<HashMap<String, Option<u32>>>,
}

impl Families {
    fn lost(&self) -> usize {
        self.newest.lock().unwrap().values().filter(|newest| newest.is_none()).count()
    }

    /// The next number, if this is the newest.
    fn rotate(&self, user: &str, number: u32) -> Option<u32> {
        let mut all = self.newest.lock().unwrap();
        let newest = all.entry(user.to_owned()).or_insert(Some(0));
        *newest = newest.filter(|newest| *newest == number).map(|newest| newest + 1);
        *newest
    }
}

impl Transport for Families {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let form = std::str::from_utf8(request.body()).unwrap();
        let presented = value_of(form, "refresh_token").unwrap();
        let (user, number) = presented.split_once('-').unwrap();
        let answer = match self.rotate(user, number.parse().unwrap()) {
            Some(next) => (
                200,
                json!({
                    "access_token": format!("{user}-{next}"), "token_type": "Bearer",
                    "expires_in": 3600, "refresh_token": format!("{user}-{next}"),
                }),
            ),
            None => (400, json!({ "error": "invalid_grant" })),
        };
        let body = Bytes::from(answer.1.to_string());
        Box::pin(async move { Ok(Response::builder().status(answer.0).body(body).unwrap()) })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

/// A store that can be read, and at times takes nothing.
#[derive(Default)]
struct Full {
    inner: MemoryStore,
    is_full: AtomicBool,
}

impl Full {
    fn set(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::SeqCst);
    }
}

impl Store for Full {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        if self.is_full.load(Ordering::SeqCst) {
            let full = StoreError::new(StoreErrorKind::Unavailable, "no space left on the device");
            return Box::pin(async { Err(full) });
        }
        self.inner.commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.inner.lease(key, patience)
    }
}

/// A server and a store, and users who are logged in.
struct Scene {
    server: Arc<Families>,
    store: Arc<Full>,
    users: usize,
}

impl Scene {
    async fn set(users: usize) -> Scene {
        let (server, store) = (Arc::new(Families::default()), Arc::new(Full::default()));
        let scene = Scene { server, store, users };
        let sessions = scene.process();
        for user in 0..users {
            let token = Token::from_refresh_token(format!("{user}-0"), None);
            let session = Session::over(&app(), token, Arc::clone(&scene.server));
            sessions.put(&user.to_string(), session).await.unwrap();
        }
        scene
    }

    /// The sessions as a process has them that has just begun.
    fn process(&self) -> Sessions<Code> {
        let store = Arc::clone(&self.store) as Arc<dyn Store>;
        Sessions::new(app(), store).with_transport(Arc::clone(&self.server))
    }

    fn pass(&self, time: Duration) {
        self.server.clock.advance(time);
    }

    /// Each user asks for a token, and has no session in the hand after that.
    async fn all_ask(&self, sessions: &Sessions<Code>) {
        for user in 0..self.users {
            ask(sessions, user).await.unwrap();
        }
    }

    /// Nobody has lost anything: another process goes on with what the store has.
    async fn goes_on(&self) {
        self.pass(AN_HOUR);
        self.all_ask(&self.process()).await;
        assert_eq!(self.server.lost(), 0);
    }
}

fn app() -> Code {
    Client::code().app()
}

async fn ask(sessions: &Sessions<Code>, user: usize) -> Result<(), spotify_flow::Error> {
    sessions.get(&user.to_string()).await?.unwrap().token().await.map(|_| ())
}

/// Lets what goes on behind do so.
async fn a_while() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn of_so_many_users_none_is_lost_while_the_store_takes_nothing() {
    for users in [1_200, 5_000, part(100_000)] {
        let (proof, scene) = (Proof::of("T-139"), Scene::set(users).await);
        let sessions = scene.process();
        scene.store.set(true);
        for _ in 0..2 {
            scene.pass(AN_HOUR);
            scene.all_ask(&sessions).await;
        }
        assert_eq!((sessions.unkept_now(), scene.server.lost()), (users, 0));
        scene.store.set(false);
        sessions.settle().await;
        assert_eq!((sessions.unkept_now(), scene.server.lost()), (0, 0));
        drop(sessions);
        scene.goes_on().await;
        proof.shown(
            format!("{users} users, a store that takes nothing for two hours; no grace"),
            "0 users kept waiting, 0 sessions lost",
        );
    }
}

#[tokio::test]
async fn whoever_asks_for_a_session_has_the_tokens_of_the_others_offered_again() {
    let scene = Scene::set(20).await;
    let sessions = scene.process();
    scene.pass(AN_HOUR);
    scene.store.set(true);
    scene.all_ask(&sessions).await;
    scene.store.set(false);
    for _ in 0..30 {
        scene.pass(Duration::from_secs(61));
        ask(&sessions, 0).await.unwrap();
        a_while().await;
    }
    assert_eq!(sessions.unkept_now(), 0);
    drop(sessions);
    scene.goes_on().await;
}

#[tokio::test]
async fn who_lets_go_of_all_of_them_offers_what_the_store_did_not_take_once_more() {
    let scene = Scene::set(50).await;
    let sessions = scene.process();
    scene.pass(AN_HOUR);
    scene.store.set(true);
    scene.all_ask(&sessions).await;
    scene.store.set(false);
    drop(sessions);
    a_while().await;
    scene.goes_on().await;
}

#[tokio::test]
async fn where_too_many_tokens_are_not_kept_no_more_are_asked_for_and_that_is_said() {
    let scene = Scene::set(120).await;
    let sessions = scene.process().hold_at_most(10);
    scene.pass(AN_HOUR);
    let in_use = scene.process().hold_at_most(10);
    ask(&in_use, 119).await.unwrap();
    let mut events = sessions.events();
    scene.store.set(true);
    for user in 0..100 {
        ask(&sessions, user).await.unwrap();
    }
    assert_eq!(sessions.unkept_now(), 100);
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    let told = std::iter::from_fn(|| events.try_next()).filter(|(_, event)| *event == failed);
    assert_eq!(told.map(|(user, _)| user).collect::<BTreeSet<_>>().len(), 100);
    let error = ask(&sessions, 100).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Transient, Reason::StoreUnavailable));
    assert!(error.to_string().contains("100 users"), "{error}");
    // Whoever has a token in use is not concerned, nor is one whose token would be no other one.
    ask(&sessions, 119).await.unwrap();
    scene.pass(AN_HOUR);
    ask(&sessions, 0).await.unwrap();
    scene.store.set(false);
    sessions.settle().await;
    ask(&sessions, 100).await.unwrap();
    drop((sessions, in_use));
    scene.goes_on().await;
}
