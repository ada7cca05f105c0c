//! A store that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use spotify_flow::store::{
    Committed, Key, Lease, MemoryStore, Record, Store, StoreError, StoreErrorKind,
};
use spotify_flow::{BoxFuture, ErrorKind, Reason, Session, SessionEvent, Sessions, Token};

use crate::by_hand::ByHand;
use crate::stage::{AN_HOUR, Stage, mixtape, of, refresh_token};

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

/// Lets what goes on behind do so.
async fn a_while() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
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
        a_while().await;
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
async fn nothing_is_sent_that_was_not_noted_before_while_a_token_is_in_use() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let session = stage.kept(&of(&store, "alice")).await;
    stage.pass(AN_HOUR - Duration::from_secs(9));
    store.fail(0, 1);
    let error = session.refresh().await.unwrap_err();
    assert_eq!(error.reason(), Reason::StoreUnavailable);
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert_eq!(stage.renewals(), 0);
    session.refresh().await.unwrap();
}

#[tokio::test]
async fn who_has_no_token_gets_one_though_the_store_takes_no_note() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    let (mut events, before) = (session.events(), refresh_token(&session));
    stage.pass(AN_HOUR);
    store.fail(0, 2);
    session.token().await.unwrap();
    assert_ne!(refresh_token(&session), before);
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    assert_eq!(events.try_next(), Some(failed));
    assert_eq!(refresh_token(&stage.restored(&alice).await), before);
    session.token().await.unwrap();
    a_while().await;
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    assert_eq!(stage.renewals(), 1);
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
async fn t_139_a_store_that_takes_nothing_for_a_day_keeps_nobody_waiting_and_costs_nothing() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    let mut events = session.events();
    store.fail(0, u32::MAX);
    let failed = SessionEvent::StoreFailed { reason: Reason::StoreUnavailable };
    for hour in 1..=24 {
        stage.pass(AN_HOUR);
        let token = session.token().await.unwrap();
        assert!(std::iter::from_fn(|| events.try_next()).any(|event| event == failed));
        let at_once = session.if_fresh(|token| token.expose().to_owned());
        assert_eq!(at_once.as_deref(), Some(token.expose()), "nor whoever can't wait");
        a_while().await;
        assert_eq!(stage.renewals(), hour, "each refresh token is sent once");
    }
    store.fail(0, 0);
    session.settle().await;
    assert!(std::iter::from_fn(|| events.try_next()).any(|it| it == SessionEvent::StoreRecovered));
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    // It was the first that was spent that the store had all the time.
    stage.pass(AN_HOUR);
    stage.restored(&alice).await.token().await.unwrap();
    assert_eq!(stage.renewals(), 25);
}

#[tokio::test]
async fn t_139_a_store_that_is_gone_keeps_nobody_waiting_who_has_a_token_of_his_own() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    stage.pass(AN_HOUR);
    store.fail(1, u32::MAX);
    session.token().await.unwrap();
    // Not even read: but nobody else can have had what the session has.
    store.gone.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        stage.pass(AN_HOUR);
        session.token().await.unwrap();
    }
    store.gone.store(false, Ordering::SeqCst);
    store.fail(0, 0);
    session.settle().await;
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    assert_eq!(stage.renewals(), 6);
}

#[tokio::test]
async fn a_token_that_is_not_kept_is_not_forgotten_where_many_sessions_are_held() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let (alice, bob) = (of(&store, "alice"), of(&store, "bob"));
    stage.kept(&alice).await;
    stage.kept(&bob).await;
    let all = Sessions::new(mixtape(), Arc::clone(&store) as Arc<dyn Store>);
    let all = all.with_transport(stage.http.clone()).hold_at_most(1);
    stage.pass(AN_HOUR);
    // The note goes through, and then nothing for a while.
    store.fail(1, 10);
    all.get("alice").await.unwrap().unwrap().token().await.unwrap();
    all.get("bob").await.unwrap().unwrap();
    a_while().await;
    store.fail(0, 0);
    stage.pass(Duration::from_secs(61));
    let found = all.get("alice").await.unwrap().unwrap();
    found.token().await.unwrap();
    a_while().await;
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&found));
    stage.pass(AN_HOUR);
    found.token().await.unwrap();
    assert_eq!(stage.renewals(), 2);
    drop(found);
    all.get("bob").await.unwrap().unwrap();
    assert_eq!(all.held_now(), 1, "what is kept is forgotten as ever");
}

#[tokio::test]
async fn a_session_that_is_renewed_is_not_forgotten_with_what_that_brings() {
    let (server, store) = (ByHand::new(), Arc::new(Troubled::default()));
    let all = Sessions::new(mixtape(), Arc::clone(&store) as Arc<dyn Store>);
    let all = all.with_transport(server.clone()).hold_at_most(1);
    let session = |refresh_token| {
        let token = Token::from_refresh_token(refresh_token, None);
        mixtape().session(token).with_transport(server.clone())
    };
    all.put("bob", session("bobs")).await.unwrap();
    let alice = all.put("alice", session("r0")).await.unwrap();
    let asked = tokio::spawn(async move { alice.token().await });
    let renewal = server.next().await;
    all.get("bob").await.unwrap().unwrap();
    store.fail(0, 10);
    renewal.rotate(1);
    asked.await.unwrap().unwrap();
    a_while().await;
    store.fail(0, 0);
    let found = all.get("alice").await.unwrap().unwrap();
    assert_eq!(refresh_token(&found), "r1");
}

#[tokio::test]
async fn a_token_that_is_not_kept_is_kept_when_nobody_has_the_session_any_more() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    stage.pass(AN_HOUR);
    store.fail(1, 1);
    session.token().await.unwrap();
    let rotated = refresh_token(&session);
    drop(session);
    a_while().await;
    assert_eq!(refresh_token(&stage.restored(&alice).await), rotated);
}

#[tokio::test]
async fn a_token_that_is_not_kept_is_kept_before_the_program_ends() {
    let (stage, store) = (Stage::set().await, Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let session = stage.kept(&alice).await;
    stage.pass(AN_HOUR);
    store.fail(1, 1);
    session.token().await.unwrap();
    session.settle().await;
    assert_eq!(refresh_token(&stage.restored(&alice).await), refresh_token(&session));
    assert_eq!(stage.renewals(), 1);
}

#[tokio::test]
async fn a_token_that_is_not_kept_leaves_nobody_the_one_that_was_spent_for_it() {
    let (server, store) = (ByHand::new(), Arc::new(Troubled::default()));
    let alice = of(&store, "alice");
    let token = Token::from_refresh_token("r0", None);
    let session = mixtape().session(token).with_transport(server.clone());
    let session = session.keep_in(&alice).await.unwrap();
    let ask = |session: &Session<_>| {
        let session = session.clone();
        tokio::spawn(async move { session.token().await })
    };
    let asked = ask(&session);
    let renewal = server.next().await;
    store.fail(0, 1);
    renewal.rotate(1);
    asked.await.unwrap().unwrap();
    // Another process finds the spent token, and does not send it.
    let other = Session::restore(&mixtape(), &alice).await.unwrap().unwrap();
    assert_eq!(refresh_token(&other), "r0");
    let other = other.with_transport(server.clone());
    let asked = ask(&other);
    a_while().await;
    assert!(server.is_idle() && !asked.is_finished());
    // It goes on with what the first one has, as soon as the store has that.
    session.settle().await;
    assert_eq!(asked.await.unwrap().unwrap().expose(), "a1");
    server.clock.advance(AN_HOUR);
    let asked = ask(&other);
    let renewal = server.next().await;
    assert_eq!(renewal.refresh_token(), "r1");
    renewal.rotate(2);
    asked.await.unwrap().unwrap();
    let found = Session::restore(&mixtape(), &alice).await.unwrap().unwrap();
    assert_eq!(refresh_token(&found), "r2");
}
