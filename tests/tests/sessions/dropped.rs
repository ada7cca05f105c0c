//! Callers who go away in the middle of a renewal.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use spotify_flow::{AccessToken, Error, Session, Token};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::cases::Client;
use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::{Player, access_token};
use tokio::task::JoinHandle;

use crate::by_hand::ByHand;
use crate::turnstile::{PASSES, Stage};

type Answer = Result<AccessToken, Error>;

/// The ways to ask for a token.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Token,
    ValidFor,
    Refresh,
}

const ASKS: [Ask; 3] = [Ask::Token, Ask::ValidFor, Ask::Refresh];

async fn ask(session: &Session<Player>, ask: Ask) -> Answer {
    match ask {
        Ask::Token => session.token().await,
        Ask::ValidFor => session.token_valid_for(Duration::from_secs(60)).await,
        Ask::Refresh => session.refresh().await,
    }
}

/// Others, who ask for a token and wait for it.
fn others(session: &Session<Player>) -> Vec<JoinHandle<Answer>> {
    let one = |_| {
        let session = session.clone();
        tokio::spawn(async move { session.token().await })
    };
    (0..3).map(one).collect()
}

/// Polls a future at most so often, and drops it. Says whether it was done.
async fn poll_at_most<F: Future>(future: F, times: usize) -> bool {
    let (mut future, mut polls) = (Box::pin(future), 0);
    poll_fn(|context| {
        if polls == times {
            return Poll::Ready(false);
        }
        polls += 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

/// The others got the one new token, and the store has it.
async fn assert_renewed(stage: &Stage, others: Vec<JoinHandle<Answer>>, what: &str) {
    for other in others {
        assert_eq!(other.await.unwrap().unwrap().expose(), access_token(2), "{what}");
    }
    assert_eq!(stage.server.family().requests(), 2, "{what}: one renewal for all");
    stage.assert_nothing_is_lost().await;
}

#[tokio::test]
async fn t_119_a_caller_that_goes_away_at_any_step_of_a_renewal_takes_nothing_with_it() {
    let (proof, http) = (Proof::of("T-119"), Clocked::default());
    for how in ASKS {
        for passes in 0..PASSES {
            let stage = Stage::set(&http).await;
            stage.turnstile.let_through(passes);
            let caller = ask(&stage.session, how);
            // The caller leaves as soon as the renewal is held up.
            tokio::select! {
                biased;
                answer = caller => panic!("{how:?} {passes}: {answer:?}"),
                () = held_up(&stage, passes) => {}
            }
            let others = others(&stage.session);
            stage.turnstile.open();
            assert_renewed(&stage, others, &format!("{how:?} after {passes}")).await;
        }
    }
    proof.shown(
        format!("a caller dropped at each of {PASSES} steps of a renewal, asking in 3 ways"),
        "the renewal went on, was kept, and all others got its token",
    );
}

/// Waits until the renewal stands before the turnstile, after it came through so often.
async fn held_up(stage: &Stage, passes: usize) {
    stage.turnstile.has_passed(passes).await;
    stage.turnstile.somebody_waits().await;
}

#[tokio::test]
async fn t_119_a_caller_that_goes_away_after_any_poll_takes_nothing_with_it() {
    let (proof, http) = (Proof::of("T-119"), Clocked::default());
    let mut polls = 0;
    for how in ASKS {
        for times in 1.. {
            let stage = Stage::set(&http).await;
            if poll_at_most(ask(&stage.session, how), times).await {
                assert_renewed(&stage, Vec::new(), &format!("{how:?} in {times}")).await;
                break;
            }
            assert_renewed(&stage, others(&stage.session), &format!("{how:?} {times}")).await;
            polls += 1;
        }
    }
    proof.shown(
        format!("a caller dropped after each of its polls, {polls} in all"),
        "the renewal went on, was kept, and all others got its token",
    );
}

#[tokio::test]
async fn t_119_callers_who_all_go_away_leave_a_renewal_that_is_kept() {
    let http = Clocked::default();
    for passes in 0..PASSES {
        let stage = Stage::set(&http).await;
        stage.turnstile.let_through(passes);
        let others = others(&stage.session);
        held_up(&stage, passes).await;
        others.iter().for_each(JoinHandle::abort);
        stage.turnstile.open();
        assert_eq!(stage.session.token().await.unwrap().expose(), access_token(2), "{passes}");
        assert_renewed(&stage, Vec::new(), &format!("{passes}")).await;
    }
}

#[tokio::test]
async fn a_caller_that_is_kept_and_polled_no_more_keeps_nobody_waiting() {
    let (server, token) = (ByHand::new(), Token::from_refresh_token("r0", None));
    let session = Session::over(&Client::code().app(), token, server.clone());
    let first = session.clone();
    let first = tokio::spawn(async move { first.token().await });
    let renewal = server.next().await;
    // It has begun to wait, and whoever has it does something else now.
    let mut kept = pin!(session.token());
    assert!(poll_fn(|context| Poll::Ready(kept.as_mut().poll(context))).await.is_pending());
    renewal.answer(500, "");
    first.await.unwrap().unwrap_err();
    let other = session.clone();
    let other = tokio::spawn(async move { other.token().await });
    let renewal = tokio::time::timeout(Duration::from_secs(10), server.next()).await;
    renewal.expect("somebody renews").rotate(1);
    assert_eq!(other.await.unwrap().unwrap().expose(), "a1");
    drop(kept.await);
}
