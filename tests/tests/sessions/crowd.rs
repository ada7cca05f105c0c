//! Many accounts, of which some are in trouble.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use spotify_flow::{
    BoxFuture, Clock, ErrorKind, ManualClock, Session, Sessions, Token, Transport, TransportError,
};
use spotify_flow_tests::cases::{Client, Code};
use spotify_flow_tests::proof::part;
use spotify_flow_tests::{alone, record};

use crate::stage::{AN_HOUR, of};

/// A server that gives a token to everybody at once, but never answers for one refresh token.
#[derive(Clone)]
struct Hanging(&'static str);

impl Transport for Hanging {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let form = String::from_utf8(request.body().to_vec()).unwrap();
        Box::pin(async move {
            if form.contains(self.0) {
                std::future::pending::<()>().await;
            }
            let token = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 3600 });
            Ok(Response::new(Bytes::from(token.to_string())))
        })
    }
}

fn app() -> Code {
    Client::code().app()
}

#[tokio::test]
async fn t_136_a_server_that_does_not_answer_for_one_account_keeps_no_other_waiting() {
    let http = Hanging("refresh-of-the-stuck");
    let store = Arc::new(MemoryStore::default());
    let sessions = Arc::new(Sessions::new(app(), store).with_transport(http.clone()));
    let accounts = (0..1000).map(|number| format!("account {number}"));
    for name in accounts.clone().chain(["the-stuck".to_owned()]) {
        let token = Token::from_refresh_token(format!("refresh-of-{name}"), None);
        sessions.put(&name, Session::over(&app(), token, http.clone())).await.unwrap();
    }
    let ask = |name: String| {
        let sessions = Arc::clone(&sessions);
        async move { sessions.get(&name).await.unwrap().unwrap().token().await.map(|_| ()) }
    };
    let stuck = tokio::spawn(ask("the-stuck".to_owned()));
    let others: Vec<_> = accounts.map(|name| tokio::spawn(ask(name))).collect();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert!(!stuck.is_finished());
    stuck.abort();
}

/// A store in which everybody has a session.
#[derive(Default)]
struct Everybody(MemoryStore);

impl Store for Everybody {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async move { Ok(Some(record(key, 1))) })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        self.0.commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.0.lease(key, patience)
    }
}

/// The memory of this process, in bytes.
#[cfg(target_os = "linux")]
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn t_137_however_many_accounts_there_are_some_are_held() {
    if !alone("crowd::t_137_however_many_accounts_there_are_some_are_held") {
        return;
    }
    let most = 1000;
    let sessions = Sessions::new(app(), Arc::new(Everybody::default())).hold_at_most(most);
    let ask = async |names: std::ops::Range<usize>| {
        for number in names {
            sessions.get(&format!("account {number}")).await.unwrap().unwrap();
            assert!(sessions.held_now() <= most);
        }
    };
    ask(0..10 * most).await;
    let before = memory();
    ask(0..part(1_000_000)).await;
    let grown = memory().saturating_sub(before);
    assert!(grown < 64 << 20, "by {} MiB", grown >> 20);
}

/// What fails next, by a panic.
#[derive(Default)]
struct Fuse(AtomicBool);

impl Fuse {
    fn light(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn pass(&self) {
        assert!(!self.0.swap(false, Ordering::SeqCst), "a panic, as it was asked for");
    }
}

/// A program's own parts, any of which may panic: the way to the server, the clock, the store.
#[derive(Clone, Default)]
struct Fragile {
    sends: Arc<Fuse>,
    tells_time: Arc<Fuse>,
    keeps: Arc<Fuse>,
    clock: ManualClock,
    store: MemoryStore,
}

impl Transport for Fragile {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            self.sends.pass();
            Hanging("nothing").send(request).await
        })
    }

    fn clock(&self) -> &dyn Clock {
        self
    }
}

impl Clock for Fragile {
    fn now(&self) -> SystemTime {
        self.tells_time.pass();
        self.clock.now()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn sleep(&self, wait: Duration) -> BoxFuture<'_, ()> {
        self.clock.sleep(wait)
    }
}

impl Store for Fragile {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.store.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        self.keeps.pass();
        self.store.commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.store.lease(key, patience)
    }
}

#[tokio::test]
async fn t_138_a_panic_in_the_midst_of_a_renewal_is_one_failure_and_not_the_end() {
    let parts = Fragile::default();
    let token = Token::from_refresh_token("refresh-token", None);
    let session = Session::over(&app(), token, parts.clone());
    let kept = session.clone().keep_in(&of(&Arc::new(parts.clone()), "alice")).await.unwrap();
    for session in [session, kept] {
        for part in [&parts.sends, &parts.keeps, &parts.tells_time] {
            part.light();
            let asked = session.clone();
            match tokio::spawn(async move { asked.token().await }).await {
                Ok(Ok(_)) => part.0.store(false, Ordering::SeqCst), // it was not needed
                Ok(Err(error)) => assert_eq!(error.kind(), ErrorKind::Transient),
                Err(panicked) => assert!(panicked.is_panic()),
            }
            session.token().await.unwrap();
            parts.clock.advance(AN_HOUR);
        }
    }
}
