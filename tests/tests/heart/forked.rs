//! A process that was forked off one with sessions.

use std::time::{Duration, Instant};

use spotify_flow::store::{MemoryStore, Store as _};
use spotify_flow::{Clock as _, Reason, Session, SystemClock, block_on};
use spotify_flow_tests::rotating::{Player, player};

use crate::gate::Step;
use crate::stage::Stage;

/// The process that is forked off has one thread, this one: what it says is its exit code.
#[test]
fn a_fork_is_told_by_an_error_and_not_by_waiting_for_ever() {
    let stage = Stage::held_at(Step::Send);
    // A renewal is under way: it goes on in the parent alone.
    let asking = crate::drivers::Asker::NoRuntime.ask(&stage.session);
    stage.gate.until_reached();
    match fork::fork().unwrap() {
        fork::Fork::Child => {
            stage.session.settle_blocking().unwrap();
            let all = told(&stage.session);
            std::process::exit(i32::from(all.iter().any(|told| *told != Some(Reason::Forked))));
        }
        fork::Fork::Parent(child) => {
            let status = fork::waitpid(child).unwrap();
            assert_eq!(status, 0, "the child is told");
        }
    }
    stage.gate.open();
    asking.goes_on().unwrap();
    stage.assert_nothing_is_lost();
}

/// What each of a session's doors says.
fn told(session: &Session<Player>) -> [Option<Reason>; 4] {
    let account = MemoryStore::default().account("alice");
    let app = player("https://rotating.example");
    [
        session.token_blocking().map(drop),
        block_on(session.log_out()),
        block_on(async { Ok(session.clone().keep_in(&account).await?) }).map(drop),
        block_on(Session::restore(&app, &account)).map(drop),
    ]
    .map(|said| said.err().map(|error| error.reason()))
}

#[test]
fn a_wait_in_a_fork_takes_its_time() {
    let wait = Duration::from_millis(50);
    let waits = || {
        let begun = Instant::now();
        block_on(async {
            SystemClock.sleep(wait).await;
            Ok(begun.elapsed() >= wait)
        })
        .unwrap()
    };
    assert!(waits(), "the library's thread has begun");
    match fork::fork().unwrap() {
        fork::Fork::Child => std::process::exit(i32::from(!waits())),
        fork::Fork::Parent(child) => assert_eq!(fork::waitpid(child).unwrap(), 0),
    }
}
