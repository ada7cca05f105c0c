//! The sessions of many users, tried.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use super::*;
use crate::protocol::token::{AccessToken, Token};
use crate::protocol::values::Secret;
use crate::session::flight::Outcome;
use crate::store::{Committed, Key, Lease, MemoryStore, Record, StoreError, StoreErrorKind};
use crate::transport::TransportError;
use crate::transport::clock::{Clock, ManualClock};
use crate::{ClientId, ErrorKind, Reason, RedirectUri, spotify_flow};

const USERS: usize = AWAKE + AWAKE / 2;

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// A store that counts how often it is asked.
#[derive(Default)]
struct Counting {
    inner: MemoryStore,
    loads: AtomicUsize,
}

impl Store for Counting {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.loads.fetch_add(1, SeqCst);
        self.inner.load(key)
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
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

/// More users than are held awake, all of them logged in.
async fn crowd() -> (Arc<Counting>, Sessions<Mixtape>) {
    let app = Mixtape {
        client_id: "mixtape".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
    };
    let store = Arc::new(Counting::default());
    let sessions = Sessions::new(app, Arc::clone(&store) as Arc<dyn Store>);
    let sessions = sessions.look_every(AN_HOUR);
    for user in 0..USERS {
        let mut token = Token::from_refresh_token(format!("refresh {user}"), None);
        let (access, end) = (format!("access-{user}"), SystemTime::now() + AN_HOUR);
        token.access = Some(AccessToken::new(Secret::new(access), None, Some(end)));
        let key = sessions.keeper(&user.to_string()).key;
        let kept = store.commit(&key, 0, &Record::of(1, token)).await.unwrap();
        assert_eq!(kept, Committed::Done);
    }
    (store, sessions)
}

const AN_HOUR: Duration = Duration::from_secs(3600);

async fn ask_for_all(sessions: &Sessions<Mixtape>) {
    for user in 0..USERS {
        let session = sessions.get(&user.to_string()).await.unwrap().unwrap();
        let token = session.token().await.unwrap();
        assert_eq!(token.expose(), format!("access-{user}"));
    }
}

#[tokio::test]
async fn who_was_not_asked_for_for_a_while_sleeps_and_wakes_without_the_store() {
    let (store, sessions) = crowd().await;
    ask_for_all(&sessions).await;
    ask_for_all(&sessions).await;
    assert_eq!((sessions.held_now(), store.loads.load(SeqCst)), (USERS, USERS));
    let awake = sessions.held(|held| held.order.len());
    assert_eq!(awake, AWAKE);
}

#[tokio::test]
async fn who_logged_out_does_not_wake() {
    let (_, sessions) = crowd().await;
    ask_for_all(&sessions).await;
    // It slept, and wakes to log out.
    sessions.get("0").await.unwrap().unwrap().log_out().await.unwrap();
    for user in 1..USERS {
        sessions.get(&user.to_string()).await.unwrap().unwrap();
    }
    let session = sessions.get("0").await.unwrap().unwrap();
    assert_eq!(session.token().await.unwrap_err().kind(), ErrorKind::ConsentRequired);
}

#[tokio::test]
async fn who_is_in_use_elsewhere_is_not_put_to_sleep() {
    let (_, sessions) = crowd().await;
    let first = sessions.get("0").await.unwrap().unwrap();
    ask_for_all(&sessions).await;
    ask_for_all(&sessions).await;
    let again = sessions.get("0").await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&first.core, &again.core));
}

async fn get(sessions: &Sessions<Mixtape>, user: usize) -> Session<Mixtape> {
    sessions.get(&user.to_string()).await.unwrap().unwrap()
}

#[tokio::test]
async fn who_is_awake_is_found_without_the_store() {
    let (store, sessions) = crowd().await;
    for user in [0, 0, 1, 0] {
        // The first is nobody's but the registry's when it is asked for again.
        get(&sessions, user).await;
    }
    assert_eq!((store.loads.load(SeqCst), sessions.held_now()), (2, 2));
}

#[tokio::test]
async fn who_logs_in_again_is_the_one_that_is_found() {
    let (_, sessions) = crowd().await;
    let (first, second) = (get(&sessions, 0).await, get(&sessions, 1).await);
    let again = sessions.put("0", second).await.unwrap();
    let found = get(&sessions, 0).await;
    assert!(Arc::ptr_eq(&again.core, &found.core) && !Arc::ptr_eq(&first.core, &found.core));
}

#[tokio::test]
async fn no_more_are_held_than_the_program_says() {
    for most in [0, 1, 10, AWAKE + 100] {
        let (_, sessions) = crowd().await;
        let sessions = sessions.hold_at_most(most);
        ask_for_all(&sessions).await;
        let held = sessions.held_now();
        assert!(most.clamp(1, AWAKE) <= held && held <= most.max(1), "{most}: {held}");
    }
}

#[tokio::test]
async fn who_is_in_use_is_held_beyond_that_as_long_as_it_is() {
    let (_, sessions) = crowd().await;
    let sessions = sessions.hold_at_most(3);
    let mut in_use = Vec::new();
    for user in 0..10 {
        in_use.push(get(&sessions, user).await);
    }
    assert_eq!(sessions.held_now(), 10);
    for (user, session) in in_use.iter().enumerate() {
        let same = get(&sessions, user).await;
        assert!(Arc::ptr_eq(&same.core, &session.core), "who is in use keeps its place");
    }
    drop(in_use);
    for user in 10..15 {
        get(&sessions, user).await;
    }
    assert_eq!(sessions.held_now(), 3);
}

#[tokio::test]
async fn what_others_did_is_seen_when_that_was_not_asked_for_a_while() {
    let (store, sessions) = crowd().await;
    let sessions = sessions.look_every(Duration::ZERO);
    for _ in 0..3 {
        get(&sessions, 0).await;
    }
    assert_eq!(store.loads.load(SeqCst), 4, "read, and looked at each time");
}

/// A store of which each answer takes its time, and is none; it has a world of its own.
#[derive(Clone, Default)]
struct Silent {
    clock: ManualClock,
    takes: Duration,
    asked: Arc<AtomicUsize>,
}

impl Silent {
    fn answer<T: 'static>(&self) -> BoxFuture<'_, Result<T, StoreError>> {
        Box::pin(async move {
            self.asked.fetch_add(1, SeqCst);
            self.clock.advance(self.takes);
            Err(StoreError::new(StoreErrorKind::Unavailable, "no answer"))
        })
    }
}

impl Store for Silent {
    fn load<'a>(&'a self, _: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        self.answer()
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        _: u64,
        _: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        self.answer()
    }

    fn lease<'a>(&'a self, _: &'a Key, _: Duration) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.answer()
    }
}

impl Transport for Silent {
    fn send<'a>(
        &'a self,
        _: http::Request<bytes::Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, TransportError>> {
        Box::pin(std::future::pending())
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

#[tokio::test]
async fn a_store_that_says_nothing_is_offered_no_more_than_some_dozens() {
    assert_eq!(offered_by_a_store_that_takes(Duration::from_secs(60)).await, TOGETHER);
}

#[tokio::test]
async fn a_store_that_fails_at_once_is_offered_all() {
    assert_eq!(offered_by_a_store_that_takes(Duration::ZERO).await, 3 * TOGETHER);
}

/// How many tokens a store is offered that takes so long to take none.
async fn offered_by_a_store_that_takes(takes: Duration) -> usize {
    let silent = Silent { takes, ..Silent::default() };
    let (_, sessions) = crowd().await;
    let sessions = Sessions::new(sessions.app, Arc::new(silent.clone()) as Arc<dyn Store>);
    let sessions = sessions.with_transport(silent.clone());
    for user in 0..3 * TOGETHER {
        let user = user.to_string();
        let record = Record::of(1, Token::from_refresh_token("r", None));
        let core = sessions.core(sessions.keeper(&user), record.clone());
        let unkept = Outcome::Unkept(record, Error::new(Reason::StoreUnavailable, "full"));
        core.change(|held| assert!(held.take(&unkept, false, &silent.clock)));
        sessions.held(|held| held.put(&user, Arc::new(core), true, MOST));
    }
    sessions.settle().await;
    silent.asked.load(SeqCst)
}

#[tokio::test]
async fn what_is_printed_is_the_app_and_how_many_it_holds() {
    let (_, sessions) = crowd().await;
    let printed = format!("{sessions:?}");
    assert_eq!(printed, format!("Sessions {{ app: \"Mixtape\", most: {MOST} }}"));
}

/// A session that is held, and whose transport stands still.
fn stands_still(sessions: &Sessions<Mixtape>, user: &str) -> Core {
    let record = Record::of(1, Token::from_refresh_token("r", None));
    sessions.core(sessions.keeper(user), record)
}

#[tokio::test]
async fn ten_times_as_many_are_held_where_the_server_wants_to_be_left_alone() {
    const MOST: usize = 2;
    let (_, sessions) = crowd().await;
    let busy = || Error::new(Reason::ServerUnavailable, "down").with_retry_after(Some(AN_HOUR));
    let mut held = Held::default();
    for user in 0..3 * UNKEPT * MOST {
        let core = stands_still(&sessions, &user.to_string());
        core.change(|held| held.fail(&busy(), core.http.clock()));
        held.put(&user.to_string(), Arc::new(core), false, MOST);
        assert_eq!(held.order.len(), (user + 1).min(UNKEPT * MOST));
    }
}

#[tokio::test]
async fn as_many_tokens_as_that_are_held_where_the_store_takes_nothing() {
    let (_, sessions) = crowd().await;
    for user in 1..UNKEPT * MOST {
        sessions.crowd.count(&user.to_string(), true);
    }
    assert!(sessions.crowd.is_full().is_none());
    sessions.crowd.count("one more", true);
    assert!(sessions.crowd.is_full().is_some());
}

#[tokio::test]
async fn who_has_gone_with_a_token_that_no_store_has_counts_until_that_has_come_to_an_end() {
    let (_, sessions) = crowd().await;
    let silent = Silent::default();
    let sessions = Sessions::new(sessions.app, Arc::new(silent.clone()) as Arc<dyn Store>);
    let sessions = sessions.with_transport(silent.clone());
    let core = stands_still(&sessions, "alice");
    let record = Record::clone(&core.held().record);
    let unkept = Outcome::Unkept(record, Error::new(Reason::StoreUnavailable, "full"));
    core.change(|held| assert!(held.take(&unkept, true, &silent.clock)));
    core.settle_up();
    assert_eq!(sessions.unkept_now(), 1);
    drop(core);
    assert_eq!((sessions.unkept_now(), silent.asked.load(SeqCst)), (1, 0));
    while silent.asked.load(SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sessions.unkept_now(), 0);
}

#[tokio::test]
async fn a_session_that_is_logged_out_says_so_in_the_record_that_follows_and_tells_nothing_else() {
    let (store, sessions) = crowd().await;
    let (session, key) = (get(&sessions, 0).await, sessions.keeper("0").key);
    let printed = format!("{session:?}");
    assert!(printed.starts_with("Session { app: \"Mixtape\", flow: "), "{printed}");
    assert!(printed.contains("[redacted]") && !printed.contains("access-0"), "{printed}");
    assert_eq!(session.authorized_at(), None);
    session.log_out().await.unwrap();
    let kept = store.inner.load(&key).await.unwrap().unwrap();
    assert_eq!((kept.generation(), kept.end()), (2, Some("logged_out")));
}
