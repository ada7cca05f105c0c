//! A store that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use spotify_flow::store::{
    Committed, Key, Lease, MemoryStore, Record, Store, StoreError, StoreErrorKind,
};
use spotify_flow::{BoxFuture, ErrorKind, Reason, SessionEvent};

use crate::stage::{AN_HOUR, Stage, of, refresh_token};

/// A store that fails as told.
#[derive(Default)]
struct Troubled {
    inner: MemoryStore,
    /// Commits that go through before one fails.
    before: AtomicU32,
    /// Commits that fail then.
    failing: AtomicU32,
    /// Whether all else fails, too.
    gone: std::sync::atomic::AtomicBool,
}

impl Troubled {
    fn fail(&self, before: u32, failing: u32) {
        self.before.store(before, Ordering::SeqCst);
        self.failing.store(failing, Ordering::SeqCst);
    }

    fn fails(&self) -> bool {
        let less = |it: u32| it.checked_sub(1);
        let (a, b) = (Ordering::SeqCst, Ordering::SeqCst);
        self.before.fetch_update(a, b, less).is_err()
            && self.failing.fetch_update(a, b, less).is_ok()
    }
}

fn full() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable, "no space left on the device")
}

impl Store for Troubled {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        if self.gone.load(Ordering::SeqCst) {
            return Box::pin(async { Err(full()) });
        }
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        if self.fails() {
            return Box::pin(async { Err(full()) });
        }
        self.inner.commit(key, expected, record)
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        if self.gone.load(Ordering::SeqCst) {
            return Box::pin(async { Err(full()) });
        }
        self.inner.lease(key, patience)
    }
}

#[tokio::test]
async fn a_token_that_is_not_kept_is_used_and_kept_as_soon_as_that_goes() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    let mut events = session.events();
    stage.pass(AN_HOUR);
    // The note goes through, the new token does not, nor twice more.
    store.fail(1, 3);
    session.token().await.unwrap();
    assert_eq!(
        events.try_next(),
        Some(SessionEvent::StoreFailed { reason: Reason::StoreUnavailable })
    );
    assert!(matches!(events.try_next(), Some(SessionEvent::Renewed { .. })));
    for _ in 0..6 {
        stage.pass(Duration::from_secs(61));
        session.token().await.unwrap();
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
    let mut told = Vec::new();
    while let Some(event) = events.try_next() {
        told.push(event);
    }
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    assert_eq!(told, [failed.clone(), failed, SessionEvent::StoreRecovered]);
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    assert_eq!(stage.renewals(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_kept_is_the_one_that_is_renewed_next() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    stage.pass(AN_HOUR);
    store.fail(1, 1);
    session.token().await.unwrap();
    stage.pass(AN_HOUR);
    session.token().await.unwrap();
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    assert_eq!(stage.renewals(), 2);
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_noted_before() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let session = stage.kept(&of(&store, "alice")).await;
    stage.pass(AN_HOUR);
    store.fail(0, 1);
    let error = session.token().await.unwrap_err();
    assert_eq!(error.reason(), Reason::StoreUnavailable);
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert_eq!(stage.renewals(), 0);
    session.token().await.unwrap();
}

#[tokio::test]
async fn a_store_that_is_gone_leaves_a_token_in_use_as_long_as_it_lives() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let session = stage.kept(&of(&store, "alice")).await;
    store.gone.store(true, Ordering::SeqCst);
    stage.pass(AN_HOUR - Duration::from_secs(9));
    session.token().await.unwrap();
    stage.pass(Duration::from_secs(10));
    assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::Transient);
    store.gone.store(false, Ordering::SeqCst);
    stage.pass(Duration::from_secs(60));
    session.token().await.unwrap();
    assert_eq!(stage.renewals(), 1);
}

#[tokio::test]
async fn t_139_a_store_that_is_down_for_a_hundred_tries_costs_no_refresh_token() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    let mut events = session.events();
    stage.pass(AN_HOUR);
    store.fail(1, 100);
    let token = session.token().await.unwrap();
    let rotated = refresh_token(&session);
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    assert_eq!(events.try_next(), Some(failed.clone()), "it is said before anything else");
    let mut told = 1;
    while store.failing.load(Ordering::SeqCst) > 0 {
        match session.token().await {
            Ok(still) => {
                assert_eq!(still.expose(), token.expose(), "from memory, as long as it lives")
            }
            Err(error) => assert_eq!(error.reason(), Reason::StoreUnavailable),
        }
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert_eq!(refresh_token(&session), rotated);
        assert_eq!(stage.renewals(), 1, "nothing is sent that can't be noted");
        told += std::iter::from_fn(|| events.try_next()).filter(|event| *event == failed).count();
        stage.pass(Duration::from_secs(61));
    }
    assert!(told > 50, "{told} times");
    session.token().await.unwrap();
    assert_eq!(stage.renewals(), 2);
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
}
