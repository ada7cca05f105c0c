//! What other processes do to a session: who logs out or in elsewhere is seen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use spotify_flow::store::{
    Committed, Key, Lease, MemoryStore, Record, Store, StoreError, StoreErrorKind,
};
use spotify_flow::{BoxFuture, ErrorKind, Reason, Session, SessionEvent, Sessions, Token};

use crate::by_hand::ByHand;
use crate::stage::{AN_HOUR, Mixtape, Stage, asking, mixtape, of, refresh_token};

/// A little longer than what is known of a store may be old.
const A_LOOK: Duration = Duration::from_secs(6);

fn kind<T>(asked: Result<T, spotify_flow::Error>) -> Option<ErrorKind> {
    asked.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_log_out_elsewhere_ends_a_session_within_seconds() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let alice = of(&store, "alice");
    let here = stage.kept(&alice).await;
    let mut events = here.events();
    stage.restored(&alice).await.log_out().await.unwrap();
    here.token().await.expect("what is known of the store is seconds old");
    stage.pass(A_LOOK);
    let error = here.token().await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::ConsentRequired, Reason::LoggedOut));
    assert!(here.has_ended() && here.if_fresh(|_| ()).is_none());
    assert_eq!(events.try_next(), Some(SessionEvent::Ended { reason: Reason::LoggedOut }));
    assert_eq!((events.try_next(), stage.renewals()), (None, 0));
}

#[tokio::test]
async fn a_login_elsewhere_brings_a_session_back_that_has_ended() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let alice = of(&store, "alice");
    let here = stage.kept(&alice).await;
    stage.simulator.withdraw_consent("mixtape");
    stage.pass(AN_HOUR);
    let ends = |session: &Session<Mixtape>| {
        let session = session.clone();
        async move { session.token().await.unwrap_err().reason() }
    };
    assert_eq!(ends(&here).await, Reason::InvalidGrant);
    let elsewhere = stage.kept(&alice).await;
    // At once: a user who has just logged in is not sent away.
    assert_eq!(here.token().await.unwrap().expose(), elsewhere.token().await.unwrap().expose());
    assert!(!here.has_ended());
    here.get("/v1/me").await.unwrap();
}

#[tokio::test]
async fn who_insists_on_a_new_token_gets_it_from_a_login_elsewhere() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let alice = of(&store, "alice");
    let here = stage.kept(&alice).await;
    stage.simulator.withdraw_consent("mixtape");
    assert_eq!(here.refresh().await.unwrap_err().reason(), Reason::InvalidGrant);
    let elsewhere = stage.kept(&alice).await;
    let before = elsewhere.token().await.unwrap();
    let renewed = here.refresh().await.unwrap();
    assert_ne!(renewed.expose(), before.expose());
    assert!(!here.has_ended());
}

#[tokio::test]
async fn scopes_that_were_granted_elsewhere_are_seen_before_a_user_is_sent_away() {
    let alice = of(&Arc::new(MemoryStore::default()), "alice");
    let token = |refresh_token| Token::from_refresh_token(refresh_token, None);
    // The app asked for less when alice logged in.
    mixtape().session(token("r0")).keep_in(&alice).await.unwrap();
    let here = Session::restore(&asking(), &alice).await.unwrap().unwrap();
    let error = here.granted_all().await.unwrap_err();
    assert_eq!(error.reason(), Reason::ScopeNotGranted);
    asking().session(token("r1")).keep_in(&alice).await.unwrap();
    here.granted_all().await.unwrap();
    assert_eq!(here.scopes(), ["user-read-email"]);
}

#[tokio::test]
async fn what_others_did_is_seen_by_all_who_ask_for_a_session() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let [here, elsewhere] = [(); 2].map(|()| {
        let store = Arc::clone(&store) as Arc<dyn Store>;
        Sessions::new(mixtape(), store).with_transport(stage.http.clone())
    });
    let log_in = async |sessions: &Sessions<Mixtape>| {
        let session = mixtape().login(&stage.http, stage.simulator.user()).await.unwrap();
        sessions.put("alice", session).await.unwrap()
    };
    log_in(&here).await;
    let held = here.get("alice").await.unwrap().unwrap();
    let again = log_in(&elsewhere).await;
    stage.pass(A_LOOK);
    assert_eq!(refresh_token(&here.get("alice").await.unwrap().unwrap()), refresh_token(&again));
    assert_eq!(refresh_token(&held), refresh_token(&again), "and who has it in the hand");
    elsewhere.get("alice").await.unwrap().unwrap().log_out().await.unwrap();
    stage.pass(A_LOOK);
    assert!(here.get("alice").await.unwrap().unwrap().has_ended());
    log_in(&elsewhere).await;
    assert!(!here.get("alice").await.unwrap().unwrap().has_ended(), "at once");
    elsewhere.remove("alice").await.unwrap();
    stage.pass(A_LOOK);
    assert!(here.get("alice").await.unwrap().is_none());
    assert_eq!(kind(held.token().await), Some(ErrorKind::ConsentRequired));
}

#[tokio::test]
async fn accounts_are_listed_and_removed() {
    let (stage, store) = (Stage::set().await, Arc::new(MemoryStore::default()));
    let sessions = Sessions::new(mixtape(), Arc::clone(&store) as Arc<dyn Store>);
    let sessions = sessions.with_transport(stage.http.clone());
    assert_eq!(sessions.accounts().await.unwrap(), [""; 0]);
    for account in ["alice", "bob", "carol"] {
        let session = mixtape().login(&stage.http, stage.simulator.user()).await.unwrap();
        sessions.put(account, session).await.unwrap();
    }
    // Another app's session in the same store is none of this one's.
    let other = Mixtape { client_id: "other".into(), ..mixtape() };
    let token = Token::from_refresh_token("r0", None);
    other.session(token).keep_in(&of(&store, "dave")).await.unwrap();
    let bob = sessions.get("bob").await.unwrap().unwrap();
    sessions.get("carol").await.unwrap().unwrap().log_out().await.unwrap();
    sessions.remove("bob").await.unwrap();
    sessions.remove("nobody").await.unwrap();
    assert!(bob.has_ended());
    assert!(sessions.get("bob").await.unwrap().is_none());
    let mut accounts = sessions.accounts().await.unwrap();
    accounts.sort();
    assert_eq!(accounts, ["alice", "carol"], "one that has ended is there");
}

/// A store that fails when it is told to.
#[derive(Default)]
struct Gone {
    inner: MemoryStore,
    gone: AtomicBool,
}

impl Gone {
    fn check(&self) -> Result<(), StoreError> {
        let gone = || StoreError::new(StoreErrorKind::Unavailable, "the disk is gone");
        if self.gone.load(Ordering::SeqCst) { Err(gone()) } else { Ok(()) }
    }
}

impl Store for Gone {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(async move {
            self.check()?;
            self.inner.load(key).await
        })
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            self.check()?;
            self.inner.commit(key, expected, record).await
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.inner.lease(key, patience)
    }
}

#[tokio::test]
async fn a_store_that_can_not_be_asked_takes_no_token_from_who_has_one() {
    let (stage, store) = (Stage::set().await, Arc::new(Gone::default()));
    let here = stage.kept(&of(&store, "alice")).await;
    let sessions = Sessions::new(mixtape(), Arc::clone(&store) as Arc<dyn Store>);
    let sessions = sessions.with_transport(stage.http.clone());
    sessions.get("alice").await.unwrap().unwrap();
    store.gone.store(true, Ordering::SeqCst);
    stage.pass(A_LOOK);
    here.token().await.unwrap();
    sessions.get("alice").await.unwrap().unwrap().token().await.unwrap();
    let error = here.log_out().await.unwrap_err();
    assert_eq!(error.reason(), Reason::StoreUnavailable);
    here.token().await.expect("it goes on, as it does elsewhere");
    store.gone.store(false, Ordering::SeqCst);
    here.log_out().await.unwrap();
    assert!(here.has_ended());
}

#[tokio::test]
async fn a_login_that_a_store_does_not_take_is_given_back() {
    let (stage, store) = (Stage::set().await, Arc::new(Gone::default()));
    let sessions = Sessions::new(mixtape(), Arc::clone(&store) as Arc<dyn Store>);
    let session = mixtape().login(&stage.http, stage.simulator.user()).await.unwrap();
    store.gone.store(true, Ordering::SeqCst);
    let failed = session.keep_in(&of(&store, "alice")).await.unwrap_err();
    assert_eq!(failed.error().reason(), Reason::StoreUnavailable);
    assert_eq!(failed.error().advice(), Some("try again"), "{failed}");
    let failed = sessions.put("alice", failed.into_session()).await.unwrap_err();
    let session = failed.into_session();
    session.token().await.unwrap();
    store.gone.store(false, Ordering::SeqCst);
    let kept = sessions.put("alice", session).await.unwrap();
    assert_eq!(refresh_token(&kept), refresh_token(&stage.restored(&of(&store, "alice")).await));
    let asks = async |session: Session<Mixtape>| -> Result<Session<Mixtape>, spotify_flow::Error> {
        Ok(session.keep_in(&of(&store, "bob")).await?)
    };
    asks(kept).await.unwrap();
}

#[tokio::test]
async fn a_session_over_another_transport_shares_its_token_with_the_copies_of_before() {
    let (first, second) = (ByHand::new(), ByHand::new());
    let token = Token::from_refresh_token("r0", None);
    let session = mixtape().session(token).with_transport(first.clone());
    let ask = |session: &Session<Mixtape>| {
        let session = session.clone();
        tokio::spawn(async move { session.token().await })
    };
    let asked = ask(&session);
    let renewal = first.next().await;
    let other = session.clone().with_transport(second.clone());
    let waits = ask(&other);
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert!(second.is_idle(), "one of them renews");
    renewal.rotate(1);
    assert_eq!(asked.await.unwrap().unwrap().expose(), "a1");
    assert_eq!(waits.await.unwrap().unwrap().expose(), "a1");
    second.clock.advance(AN_HOUR);
    let asked = ask(&other);
    let renewal = second.next().await;
    assert_eq!(renewal.refresh_token(), "r1");
    renewal.rotate(2);
    asked.await.unwrap().unwrap();
    assert_eq!(refresh_token(&session), "r2", "it went to all");
    other.log_out().await.unwrap();
    first.clock.advance(AN_HOUR);
    assert_eq!(kind(session.token().await), Some(ErrorKind::ConsentRequired));
}

#[tokio::test]
async fn a_session_that_has_ended_has_ended_over_any_transport() {
    let (server, store) = (ByHand::new(), Arc::new(Gone::default()));
    let session = mixtape().session(Token::from_refresh_token("r0", None));
    let session = session.with_transport(server.clone());
    let session = session.keep_in(&of(&store, "alice")).await.unwrap();
    let asked = session.clone();
    let asked = tokio::spawn(async move { asked.token().await });
    let renewal = server.next().await;
    store.gone.store(true, Ordering::SeqCst);
    renewal.rotate(1);
    asked.await.unwrap().unwrap();
    // It goes with what the store did not take, and with the right to renew.
    let session = session.with_transport(server.clone());
    server.clock.advance(AN_HOUR);
    let asked = session.clone();
    let asked = tokio::spawn(async move { asked.token().await });
    let renewal = server.next().await;
    assert_eq!(renewal.refresh_token(), "r1");
    renewal.refuse();
    assert_eq!(kind(asked.await.unwrap()), Some(ErrorKind::Transient), "who is to know");
    store.gone.store(false, Ordering::SeqCst);
    session.log_out().await.unwrap();
    let session = session.with_transport(server.clone());
    assert!(session.has_ended() && server.is_idle());
    assert_eq!(kind(session.token().await), Some(ErrorKind::ConsentRequired));
}
