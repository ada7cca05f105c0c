//! Two that renew side by side, though they should not: a lease that ended too early, a server that
//! says one thing twice.

use std::sync::Arc;
use std::time::Duration;

use spotify_flow::store::Account;
use spotify_flow::{AccessToken, Error, ErrorKind, Reason, Session, Token};
use spotify_flow_tests::cases::{Client, Code};
use tokio::task::JoinHandle;

use crate::by_hand::ByHand;
use crate::late::Late;
use crate::stage::of;

/// A server, a store, and two processes that have the same session, whose token has ended.
struct Pair {
    server: ByHand,
    store: Arc<Late>,
    account: Account,
    first: Session<Code>,
    second: Session<Code>,
}

async fn pair() -> Pair {
    let (server, store) = (ByHand::new(), Arc::new(Late::default()));
    let account = of(&store, "alice");
    let app = Client::code().app();
    let session = Session::over(&app, Token::from_refresh_token("r0", None), server.clone());
    let first = session.keep_in(&account).await.unwrap();
    let second = Session::restore(&app, &account).await.unwrap().unwrap();
    let second = second.with_transport(server.clone());
    Pair { server, store, account, first, second }
}

fn ask(session: &Session<Code>) -> JoinHandle<Result<AccessToken, Error>> {
    let session = session.clone();
    tokio::spawn(async move { session.token().await })
}

async fn text(asked: JoinHandle<Result<AccessToken, Error>>) -> String {
    asked.await.unwrap().unwrap().expose().to_owned()
}

impl Pair {
    /// The refresh token that a new process would find.
    async fn kept(&self) -> String {
        let found = Session::restore(&Client::code().app(), &self.account).await.unwrap().unwrap();
        found.token_snapshot().expose_refresh_token().unwrap().to_owned()
    }
}

#[tokio::test]
async fn t_117_who_comes_too_late_takes_what_the_other_got_and_writes_nothing() {
    let pair = pair().await;
    let first = ask(&pair.first);
    let winner = pair.server.next().await;
    let second = ask(&pair.second);
    let loser = pair.server.next().await;
    assert_eq!((winner.refresh_token(), loser.refresh_token()), ("r0".into(), "r0".into()));
    winner.rotate(1);
    assert_eq!(text(first).await, "a1");
    let commits = pair.store.commits();
    loser.refuse();
    assert_eq!(text(second).await, "a1");
    assert_eq!((pair.store.commits(), pair.kept().await), (commits, "r1".to_owned()));
}

#[tokio::test]
async fn t_117_an_answer_that_comes_after_anothers_note_is_kept_all_the_same() {
    let pair = pair().await;
    let first = ask(&pair.first);
    let winner = pair.server.next().await;
    let second = ask(&pair.second);
    let loser = pair.server.next().await;
    // The store has the loser's note by now. The server has r1 alone.
    winner.rotate(1);
    assert_eq!(text(first).await, "a1");
    assert_eq!(pair.kept().await, "r1");
    loser.answer(503, "");
    assert!(ask(&pair.second).await.unwrap().is_ok());
    assert_eq!(second.await.unwrap().unwrap_err().kind(), ErrorKind::Transient);
    assert_eq!(pair.kept().await, "r1");
}

#[tokio::test]
async fn t_140_an_older_successor_does_not_take_the_place_of_a_newer_one() {
    let pair = pair().await;
    let first = ask(&pair.first);
    let slow = pair.server.next().await;
    let second = ask(&pair.second);
    pair.server.next().await.rotate(2);
    assert_eq!(text(second).await, "a2");
    pair.server.clock.advance(Duration::from_secs(3600));
    let third = ask(&pair.second);
    pair.server.next().await.rotate(3);
    assert_eq!(text(third).await, "a3");
    // The server says again what it said to the other: r2, which is spent.
    slow.rotate(2);
    assert_eq!(text(first).await, "a3");
    assert_eq!(pair.kept().await, "r3");
    assert!(pair.server.is_idle());
}

#[tokio::test]
async fn t_118_a_token_that_is_older_than_what_is_stored_is_read_anew_and_not_renewed() {
    let pair = pair().await;
    let asked = ask(&pair.first);
    pair.server.next().await.rotate(1);
    assert_eq!(text(asked).await, "a1");
    assert_eq!(text(ask(&pair.second)).await, "a1");
    let forced = pair.first.clone();
    let forced = tokio::spawn(async move { forced.refresh().await });
    pair.server.next().await.rotate(2);
    assert_eq!(text(forced).await, "a2");
    // The second has the first token still, which the API takes no more.
    let call = pair.second.get("/v1/me");
    let called = tokio::spawn(async move { call.await });
    pair.server.next().await.answer(401, "");
    let again = pair.server.next().await;
    assert_eq!(again.authorization(), "Bearer a2");
    again.answer(200, "{}");
    assert!(called.await.unwrap().unwrap().status().is_success());
    assert!(pair.server.is_idle());
}

#[tokio::test]
async fn t_118_a_token_that_the_api_refuses_early_is_renewed_once_and_the_call_repeated_once() {
    let pair = pair().await;
    let call = pair.first.post("/v1/things").json(&"a thing");
    let called = tokio::spawn(async move { call.await });
    pair.server.next().await.rotate(1);
    let first = pair.server.next().await;
    assert_eq!(first.authorization(), "Bearer a1");
    let body = first.body();
    first.answer(401, "");
    pair.server.next().await.rotate(2);
    let second = pair.server.next().await;
    assert_eq!((second.authorization(), second.body()), ("Bearer a2".to_owned(), body));
    second.answer(401, "");
    let error = called.await.unwrap().unwrap().error_for_status().map(|_| ()).unwrap_err();
    // What is wrong is something else than the token: no login would help.
    assert_eq!((error.reason(), error.status()), (Reason::NewTokenRefused, Some(401)));
    assert!(pair.server.is_idle(), "not a third time");
}

#[tokio::test]
async fn who_needs_a_token_for_long_takes_none_of_anothers_that_is_too_short() {
    let pair = pair().await;
    let asked = ask(&pair.first);
    pair.server.next().await.rotate(1);
    assert_eq!(text(asked).await, "a1");
    pair.server.clock.advance(Duration::from_secs(3600 - 100));
    let second = pair.second.clone();
    let asked = tokio::spawn(async move { second.token_valid_for(Duration::from_secs(600)).await });
    let renewal = tokio::time::timeout(Duration::from_secs(10), pair.server.next()).await;
    renewal.expect("another is asked for").rotate(2);
    assert_eq!(text(asked).await, "a2");
    // For a moment the other's will do.
    let second = Session::restore(&Client::code().app(), &pair.account).await.unwrap().unwrap();
    assert_eq!(second.token_snapshot().expose_refresh_token(), Some("r2"));
}

#[tokio::test]
async fn a_login_that_took_the_place_of_a_renewal_is_not_given_out_when_it_has_ended_meanwhile() {
    let pair = pair().await;
    let asked = ask(&pair.first);
    let slow = pair.server.next().await;
    let login = Token::from_refresh_token("login", None);
    let login = Session::over(&Client::code().app(), login, pair.server.clone());
    let login = login.keep_in(&pair.account).await.unwrap();
    let other = ask(&login);
    pair.server.next().await.rotate(5);
    assert_eq!(text(other).await, "a5");
    // The machine of the first one slept.
    pair.server.clock.advance(Duration::from_secs(2 * 3600));
    slow.rotate(1);
    let renewal = tokio::time::timeout(Duration::from_secs(10), pair.server.next()).await;
    let renewal = renewal.expect("another is asked for");
    assert_eq!(renewal.refresh_token(), "r5");
    renewal.rotate(6);
    assert_eq!(text(asked).await, "a6");
    assert_eq!(pair.kept().await, "r6");
}
