//! A process that was forked off one with sessions.

use spotify_flow::Reason;

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
            let told = stage.session.token_blocking().map_err(|error| error.reason());
            std::process::exit(i32::from(told.err() != Some(Reason::Forked)));
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
