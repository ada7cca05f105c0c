//! A token that a store did not take is offered again, though nobody asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use spotify_flow::store::{
    Account, Committed, Key, Lease, MemoryStore, Record, Store, StoreError, StoreErrorKind,
};
use spotify_flow::{BoxFuture, Events, HttpClient, Reason, Session, SessionEvent, block_on};
use spotify_flow_tests::rotating::{Player, RotatingServer, refresh_token};

/// A store that takes nothing for some time; it can be read.
#[derive(Default)]
struct Full {
    store: MemoryStore,
    /// How many commits it still refuses.
    refuses: AtomicUsize,
}

impl Store for Full {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.store.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        if self.refuses.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() {
            let full = StoreError::new(StoreErrorKind::Unavailable, "the disk is full");
            return Box::pin(async { Err(full) });
        }
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

/// A session whose last renewal brought a token that its store did not take, and takes so many offers
/// later; and what it tells.
fn unkept(server: &RotatingServer, offers: usize) -> (Session<Player>, Account, Events) {
    let full = Arc::new(Full::default());
    let account = Account::new(Arc::clone(&full) as Arc<dyn Store>, "alice");
    let http = HttpClient::new().unwrap();
    let session = Session::over(&server.player(), server.first_token(), http);
    let session = block_on(async { session.keep_in(&account).await.map_err(Into::into) }).unwrap();
    // The note that the refresh token is sent is not kept, nor is what comes of it.
    full.refuses.store(2 + offers, SeqCst);
    let events = session.events();
    session.token_blocking().unwrap();
    (session, account, events)
}

/// The number of the refresh token that the store has.
fn kept(server: &RotatingServer, account: &Account) -> String {
    let session = block_on(Session::restore(&server.player(), account)).unwrap().unwrap();
    session.token_snapshot().expose_refresh_token().unwrap().to_owned()
}

#[test]
fn a_store_is_offered_a_token_until_it_takes_it_though_nobody_asks_for_one() {
    let server = RotatingServer::start(Duration::ZERO);
    let (_session, account, mut events) = unkept(&server, 1);
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    let mut told = Vec::new();
    while told.last() != Some(&SessionEvent::StoreRecovered) {
        told.extend(block_on(async { Ok(events.next().await) }).unwrap());
    }
    assert_eq!(told.iter().filter(|event| **event == failed).count(), 2, "{told:?}");
    assert_eq!(kept(&server, &account), refresh_token(1));
}

#[test]
fn a_program_that_is_about_to_end_offers_the_store_what_it_did_not_take() {
    let server = RotatingServer::start(Duration::ZERO);
    let (session, account, _) = unkept(&server, 0);
    session.settle_blocking().unwrap();
    assert_eq!(kept(&server, &account), refresh_token(1));
}

#[test]
fn a_token_that_nobody_has_any_more_is_offered_until_the_store_takes_it() {
    let server = RotatingServer::start(Duration::ZERO);
    let (session, account, _) = unkept(&server, 3);
    let begun = Instant::now();
    drop(session);
    while kept(&server, &account) != refresh_token(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    // Half a second at least after the first offer, one after the second, two after the third.
    assert!(begun.elapsed() >= Duration::from_millis(3500), "{:?}", begun.elapsed());
}
