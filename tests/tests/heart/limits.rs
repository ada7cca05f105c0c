//! Every wait has an end of ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{Account, Committed, Key, Lease, MemoryStore, Record, Store, StoreError};
use spotify_flow::{
    BoxFuture, ErrorKind, Reason, Session, Sessions, Token, Transport, TransportError, block_on,
};
use spotify_flow_tests::rotating::{Player, player, refresh_token};

use crate::drivers::ASKERS;
use crate::gate::Step;
use crate::stage::Stage;

/// It takes requests and never answers.
#[derive(Clone, Copy)]
struct Silent;

impl Transport for Silent {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }
}

fn session(http: impl Transport + 'static) -> Session<Player> {
    let token = Token::from_refresh_token(refresh_token(0), None);
    Session::over(&player("https://rotating.example"), token, http)
}

#[test]
fn a_caller_waits_as_long_as_it_says_whatever_it_waits_for() {
    for asker in ASKERS {
        for step in [Step::Lease, Step::Load, Step::Note, Step::Send, Step::Keep] {
            let stage = Stage::held_at(step);
            let impatient = stage.session.clone().wait_at_most(Duration::from_millis(20));
            let error = asker.token(&impatient).unwrap_err();
            assert_eq!((error.reason(), error.kind()), (Reason::Timeout, ErrorKind::Transient));
            // What was begun goes on, and who comes later finds it there.
            stage.gate.open();
            asker.token(&stage.session).unwrap();
            stage.assert_nothing_is_lost();
        }
    }
}

#[test]
fn a_transport_that_never_answers_ends_a_renewal_and_the_next_one_begins() {
    let session = session(Silent).wait_at_most(Duration::from_secs(600));
    let begun = Instant::now();
    let error = session.token_blocking().unwrap_err();
    assert_eq!(error.reason(), Reason::Timeout, "{error}");
    // Twice as long as a request may take: a lost answer is asked for again, once.
    assert!(begun.elapsed() >= Duration::from_secs(60), "{:?}", begun.elapsed());
    session.settle_blocking().unwrap();
}

/// A store that answers until it is told not to, and blocks the thread that asks it.
struct Stuck {
    store: MemoryStore,
    stuck: std::sync::atomic::AtomicBool,
    others: Arc<std::sync::Mutex<()>>,
}

impl Store for Stuck {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async move {
            if self.stuck.load(std::sync::atomic::Ordering::SeqCst) {
                drop(self.others.lock());
            }
            self.store.load(key).await
        })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
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

#[test]
fn a_store_that_blocks_keeps_the_sessions_of_no_other_store_waiting() {
    let others = Arc::new(std::sync::Mutex::new(()));
    let stuck = Arc::new(Stuck {
        store: MemoryStore::default(),
        stuck: false.into(),
        others: Arc::clone(&others),
    });
    let account = Account::new(Arc::clone(&stuck) as Arc<dyn Store>, "alice");
    let kept = block_on(async { session(Silent).keep_in(&account).await.map_err(Into::into) })
        .unwrap()
        .wait_at_most(Duration::from_millis(50));
    stuck.stuck.store(true, std::sync::atomic::Ordering::SeqCst);
    let blocked = others.lock();
    assert_eq!(kept.token_blocking().unwrap_err().reason(), Reason::Timeout);
    // Another session, whose store answers.
    let stage = Stage::held_at(Step::Send);
    stage.gate.open();
    stage.session.token_blocking().unwrap();
    stage.assert_nothing_is_lost();
    drop(blocked);
}

/// A store that never answers.
struct Mute;

impl Store for Mute {
    fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        _: u64,
        _: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn lease<'a>(&'a self, _: &'a Key, _: Duration) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a_store_that_never_answers_is_told_as_one() {
    let app = player("https://rotating.example");
    let restored = std::thread::spawn(|| {
        let app = player("https://rotating.example");
        block_on(Session::restore(&app, &Mute.account("alice"))).map(drop).unwrap_err()
    });
    let found = block_on(Sessions::new(app, Arc::new(Mute)).get("alice")).map(drop).unwrap_err();
    for error in [found, restored.join().unwrap()] {
        assert_eq!(error.reason(), Reason::StoreUnavailable);
        assert!(error.to_string().contains("did not answer within"), "{error}");
    }
}
