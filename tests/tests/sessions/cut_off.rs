//! Renewals that end in the middle: their runtime ends, or what they call panics.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::store::{MemoryStore, Store as _};
use spotify_flow::{
    BoxFuture, Clock, ErrorKind, ManualClock, Reason, Session, Token, Transport, TransportError,
};
use spotify_flow_tests::Clocked;
use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::{LIFE, access_token};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::stage::mixtape;
use crate::turnstile::{PASSES, Stage};

fn on_one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn on_two_threads() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Runs a renewal until it has come so far, and ends its runtime.
fn cut_off(stage: &Stage, runtime: Runtime, passes: usize) {
    stage.turnstile.let_through(passes);
    let session = stage.session.clone();
    runtime.spawn(async move { session.token().await.ok() });
    runtime.block_on(async {
        stage.turnstile.has_passed(passes).await;
        stage.turnstile.somebody_waits().await;
    });
    drop(runtime);
    stage.turnstile.open();
}

#[test]
fn t_120_a_runtime_that_ends_at_any_step_of_a_renewal_loses_nothing() {
    let proof = Proof::of("T-120");
    for build in [on_one_thread, on_two_threads] {
        for passes in 0..PASSES {
            // A client's connections belong to the runtime that made them.
            let stage = on_one_thread().block_on(async { Stage::set(&Clocked::default()).await });
            cut_off(&stage, build(), passes);
            let next = build();
            next.block_on(async {
                // The same session, in another runtime; and what another process finds.
                stage.session.token().await.unwrap_or_else(|error| panic!("{passes}: {error}"));
                stage.assert_nothing_is_lost().await;
            });
        }
    }
    proof.shown(
        format!("a runtime ended at each of {PASSES} steps of a renewal; with one thread and two"),
        "the next one renews, family alive, the newest token kept",
    );
}

#[test]
fn t_120_who_waits_while_the_runtime_ends_is_told() {
    for passes in 0..PASSES {
        let runtime = on_two_threads();
        let stage = runtime.block_on(async { Stage::set(&Clocked::default()).await });
        stage.turnstile.let_through(passes);
        let (session, handle) = (stage.session.clone(), runtime.handle().clone());
        let (told, hears) = mpsc::channel();
        let waiting = thread::spawn(move || told.send(handle.block_on(session.token())));
        runtime.block_on(stage.turnstile.has_passed(passes));
        runtime.block_on(stage.turnstile.somebody_waits());
        runtime.shutdown_background();
        let error = hears.recv_timeout(AN_AGE).expect("nobody waits for ever").unwrap_err();
        assert_eq!((error.reason(), error.kind()), (Reason::Interrupted, ErrorKind::Transient));
        waiting.join().unwrap().unwrap();
    }
}

/// Longer than anything takes here; only what hangs needs it.
const AN_AGE: Duration = Duration::from_secs(60);

/// The shortest time for which servers go on to take a refresh token that they have replaced.
const GRACE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn t_120_a_panic_at_any_step_of_a_renewal_is_an_error_and_the_next_one_works() {
    let (proof, http) = (Proof::of("T-120"), Clocked::default());
    for passes in 1..=PASSES {
        let stage = Stage::set(&http).await;
        stage.turnstile.panic_at(passes);
        let error = stage.session.token().await.unwrap_err();
        assert_eq!((error.reason(), error.kind()), (Reason::Interrupted, ErrorKind::Transient));
        assert!(error.to_string().contains("panicked"), "{error}");
        let begun = http.hands().now();
        stage.session.token().await.unwrap_or_else(|error| panic!("{passes}: {error}"));
        assert!(http.hands().now() <= begun + GRACE, "{passes}: the server answers no more");
        stage.assert_nothing_is_lost().await;
    }
    proof.shown(
        format!("a panic in the store or the transport at each of {PASSES} steps of a renewal"),
        "told as an error; the next caller renews, the newest token kept",
    );
}

#[tokio::test]
async fn t_120_a_runtime_within_a_runtime_is_refused_by_it_and_harms_nothing() {
    let stage = Stage::set(&Clocked::default()).await;
    let session = stage.session.clone();
    let nested = tokio::spawn(async move {
        tokio::runtime::Handle::current().block_on(session.token()).map(|_| ())
    });
    assert!(nested.await.unwrap_err().is_panic());
    assert_eq!(stage.session.token().await.unwrap().expose(), access_token(2));
    stage.assert_nothing_is_lost().await;
}

#[test]
fn a_program_that_waits_for_what_goes_on_behind_loses_nothing() {
    for build in [on_one_thread, on_two_threads] {
        let stage = on_one_thread().block_on(async {
            let stage = Stage::set(&Clocked::default()).await;
            stage.session.token().await.unwrap();
            stage.pass(LIFE - Duration::from_secs(5));
            stage
        });
        let runtime = build();
        runtime.block_on(async {
            assert_eq!(stage.session.token().await.unwrap().expose(), access_token(2), "stale");
            stage.session.settle().await;
        });
        drop(runtime);
        assert_eq!(stage.server.family().requests(), 3, "one renewal");
        build().block_on(stage.assert_nothing_is_lost());
    }
}

#[tokio::test]
async fn where_nothing_goes_on_behind_nothing_is_done() {
    let stage = Stage::set(&Clocked::default()).await;
    // The token has ended; who needs another asks for it.
    stage.session.settle().await;
    assert_eq!(stage.server.family().requests(), 1);
    stage.session.token().await.unwrap();
    stage.session.settle().await;
    assert_eq!(stage.server.family().requests(), 2);
}

/// A way to a server on which every request ends in a panic.
#[derive(Clone)]
struct Deadly(Arc<AtomicUsize>, ManualClock);

impl Transport for Deadly {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { panic!("as it was told") })
    }

    fn clock(&self) -> &dyn Clock {
        &self.1
    }
}

#[tokio::test]
async fn t_120_a_panic_is_one_failure_for_all_who_wait() {
    let http = Deadly(Arc::default(), ManualClock::default());
    let token = Token::from_refresh_token("r0", None);
    let account = MemoryStore::default().account("alice");
    let session = mixtape().session(token).with_transport(http.clone());
    let session = session.keep_in(&account).await.unwrap();
    let ask = |session: Session<_>| async move { session.token().await.unwrap_err().reason() };
    let all: JoinSet<_> = (0..100).map(|_| ask(session.clone())).collect();
    assert!(all.join_all().await.iter().all(|reason| *reason == Reason::Interrupted));
    assert_eq!(http.0.load(Ordering::SeqCst), 1);
}
