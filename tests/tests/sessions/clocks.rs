//! Tokens that end early, late or never, and clocks that do as they like.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use spotify_flow::store::{Account, MemoryStore, Store as _};
use spotify_flow::{Clock as _, ErrorKind, ManualClock, Reason, Session, Token};
use spotify_flow_tests::cases::{Answer, Client, Code, Desk, settled};

use crate::stage::AN_HOUR;
use crate::wearing::Wearing;

const A_SECOND: Duration = Duration::from_secs(1);
const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

fn token_of(life: u64) -> Answer {
    let token = json!({ "access_token": "new", "token_type": "Bearer", "expires_in": life });
    Answer::ok(&token.to_string())
}

/// A session that has asked for its first token, which lives so long; then come these answers.
async fn session_of<const N: usize>(life: u64, next: [Answer; N]) -> (Session<Code>, Desk) {
    let desk = Desk::with([token_of(life)].into_iter().chain(next));
    let token = Token::from_refresh_token("r", None);
    let session = Session::over(&Client::code().app(), token, desk.clone());
    session.token().await.unwrap();
    (session, desk)
}

/// How often the session asked for a token after its first.
fn renewals(desk: &Desk) -> usize {
    desk.token_requests().len() - 1
}

#[tokio::test]
async fn t_121_a_server_that_is_down_costs_nothing_as_long_as_the_token_lives() {
    let (session, desk) = session_of(3600, [Answer::of(503, "")]).await;
    desk.wait(AN_HOUR - Duration::from_secs(300));
    for second in 0..600 {
        match settled(&session).await {
            Ok(token) => assert!(second < 300 && token.expose() == "new"),
            Err(error) => {
                assert!(second >= 300, "at {second}: {error}");
                assert_eq!(error.kind(), ErrorKind::Transient);
                assert_eq!(
                    (error.reason(), error.status()),
                    (Reason::ServerUnavailable, Some(503))
                );
            }
        }
        desk.wait(A_SECOND);
    }
    // From half a minute before the end on: at once, again, then after waits that double.
    assert!((8..=20).contains(&renewals(&desk)), "{}", renewals(&desk));
}

#[tokio::test]
async fn who_can_not_wait_has_the_token_as_long_as_it_is_fresh() {
    let (session, desk) = session_of(3600, [Answer::of(503, "")]).await;
    let look = || session.if_fresh(|token| token.expose().to_owned());
    assert_eq!(look().as_deref(), Some("new"));
    // It is stale half a minute before its end, or up to three seconds sooner.
    desk.wait(AN_HOUR - Duration::from_secs(34));
    assert_eq!(look().as_deref(), Some("new"));
    desk.wait(4 * A_SECOND);
    assert_eq!(look(), None);
    assert_eq!(renewals(&desk), 0, "and nothing is asked for it");
}

/// A session that is kept, and a clock that shows this time.
async fn kept(at: SystemTime) -> (Session<Code>, Account, Wearing<Desk>) {
    let http = Wearing { http: Desk::with([token_of(3600)]), clock: ManualClock::at(at) };
    let session = Session::over(&app(), Token::from_refresh_token("r", None), http.clone());
    let account = MemoryStore::default().account("alice");
    let session = session.keep_in(&account).await.unwrap();
    session.token().await.unwrap();
    (session, account, http)
}

fn app() -> Code {
    Client::code().app()
}

/// A day in a year of this century.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

/// The times that a clock jumps to.
fn jumps() -> [SystemTime; 6] {
    let the_end_of_32_bits = UNIX_EPOCH + Duration::from_secs(1 << 31);
    let (hours, years) =
        ([now() + AN_HOUR, now() - AN_HOUR], [now() + TEN_YEARS, now() - TEN_YEARS]);
    [hours[0], hours[1], years[0], years[1], UNIX_EPOCH, the_end_of_32_bits]
}

#[tokio::test]
async fn t_123_a_clock_that_jumps_costs_at_most_a_renewal() {
    for to in jumps() {
        let (session, _, http) = kept(now()).await;
        http.clock.set(to);
        for _ in 0..300 {
            settled(&session).await.unwrap();
            http.clock.advance(10 * A_SECOND);
        }
        assert!(renewals(&http.http) <= 1, "{to:?}");
        // And back. By then the token is old, or a renewal is due.
        http.clock.set(now() + Duration::from_secs(3000));
        for _ in 0..100 {
            settled(&session).await.unwrap();
            http.clock.advance(10 * A_SECOND);
        }
        assert!((1..=2).contains(&renewals(&http.http)), "{to:?}");
    }
}

#[tokio::test]
async fn t_123_a_machine_that_slept_does_not_trust_the_clock_that_slept_too() {
    let (session, _, http) = kept(now()).await;
    http.clock.set(now() + 8 * AN_HOUR); // the monotonic one stood still
    settled(&session).await.unwrap();
    assert_eq!(renewals(&http.http), 1);
}

#[tokio::test]
async fn t_123_a_token_that_was_dated_by_a_wrong_clock_is_not_good_for_years() {
    for wrong in jumps() {
        let (_, account, kept) = kept(wrong).await;
        // The machine starts again, and its clock is right.
        let http = Wearing { http: kept.http, clock: ManualClock::at(now() + AN_HOUR) };
        let session = Session::restore(&app(), &account).await.unwrap().unwrap();
        let session = session.with_transport(http.clone());
        settled(&session).await.unwrap();
        let left = session.token().await.unwrap().expires_at().unwrap();
        assert!(left.duration_since(http.clock.now()).unwrap() <= AN_HOUR, "{wrong:?}");
        for _ in 0..100 {
            settled(&session).await.unwrap();
            http.clock.advance(A_SECOND);
        }
        assert!(renewals(&http.http) <= 1, "{wrong:?}");
    }
}

#[tokio::test]
async fn t_123_clocks_that_differ_a_little_make_no_renewal() {
    let (_, account, kept) = kept(now() + Duration::from_secs(50)).await;
    let http = Wearing { http: kept.http, clock: ManualClock::at(now()) };
    let session = Session::restore(&app(), &account).await.unwrap().unwrap();
    settled(&session.with_transport(http.clone())).await.unwrap();
    assert_eq!(renewals(&http.http), 0);
}

/// How often a session renews that is asked ten times a second for a minute.
async fn in_a_minute(life: u64, at_least: Duration) -> usize {
    let (session, desk) = session_of(life, []).await;
    for _ in 0..600 {
        session.token_valid_for(at_least).await.unwrap();
        settled(&session).await.unwrap();
        desk.wait(A_SECOND / 10);
    }
    renewals(&desk)
}

#[tokio::test]
async fn t_133_a_token_of_a_few_seconds_is_renewed_when_it_ends_and_not_all_the_time() {
    for life in [1, 2, 3, 10, 30, 60] {
        let most = 1 + 600 / (9 * usize::try_from(life).unwrap());
        let renewals = in_a_minute(life, Duration::ZERO).await;
        assert!(renewals <= most, "{renewals} renewals of {life} s, and {most} are enough");
    }
}

#[tokio::test]
async fn t_133_who_wants_more_than_the_server_gives_does_not_ask_it_all_the_time() {
    for life in [2, 10, 60] {
        let renewals = in_a_minute(life, AN_HOUR).await;
        assert!(renewals <= 60, "{renewals} renewals of {life} s in a minute");
    }
    // What the server does give is asked for.
    let (session, desk) = session_of(60, []).await;
    desk.wait(Duration::from_secs(20));
    session.token_valid_for(Duration::from_secs(45)).await.unwrap();
    desk.wait(Duration::from_secs(5));
    session.token_valid_for(Duration::from_secs(58)).await.unwrap();
    assert_eq!(renewals(&desk), 2);
}
