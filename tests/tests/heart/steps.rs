//! Every way to ask, at every step of a renewal, and what may become of who asked.

use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::access_token;

use crate::drivers::{ASKERS, Asker};
use crate::gate::STEPS;
use crate::stage::Stage;

/// What becomes of who asked, while the renewal is held at a step.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It goes away, and its runtime ends.
    Ends,
    /// Nobody drives its runtime until the renewal is over, and long after.
    StandsStill,
    /// Nothing.
    Waits,
}

const FATES: [Fate; 3] = [Fate::Ends, Fate::StandsStill, Fate::Waits];

#[test]
fn a_renewal_ends_whoever_asked_for_it_at_whatever_step_and_whatever_becomes_of_them() {
    let proof = Proof::of("P-11");
    let mut tried = 0;
    for asker in ASKERS {
        for step in STEPS {
            for fate in FATES {
                let stage = Stage::held_at(step);
                let asking = asker.ask(&stage.session);
                stage.gate.until_reached();
                let asking = match fate {
                    Fate::Ends => {
                        asking.ends();
                        stage.gate.open();
                        None
                    }
                    Fate::StandsStill | Fate::Waits => {
                        stage.gate.open();
                        Some(asking)
                    }
                };
                if matches!(fate, Fate::StandsStill | Fate::Ends) {
                    // Somebody else has it meanwhile.
                    let token = Asker::NoRuntime.token(&stage.session).unwrap();
                    assert_eq!(token.expose(), access_token(1), "{asker:?} {step:?} {fate:?}");
                }
                if let Some(asking) = asking {
                    let token = asking.goes_on().unwrap();
                    assert_eq!(token.expose(), access_token(1), "{asker:?} {step:?} {fate:?}");
                }
                stage.assert_nothing_is_lost();
                tried += 1;
            }
        }
    }
    let (askers, steps, fates) = (ASKERS.len(), STEPS.len(), FATES.len());
    proof.shown(
        format!(
            "{askers} ways to ask, {steps} steps, {fates} fates of who asked: {tried} renewals"
        ),
        "each was sent once, and is kept",
    );
}

#[test]
fn who_asks_another_way_meanwhile_gets_the_same_token() {
    for first in ASKERS {
        for second in ASKERS {
            let stage = Stage::held_at(crate::gate::Step::Send);
            let asking = first.ask(&stage.session);
            stage.gate.until_reached();
            let (session, gate) = (stage.session.clone(), stage.gate.clone());
            let other = std::thread::spawn(move || second.token(&session));
            gate.open();
            for token in [asking.goes_on(), other.join().unwrap()] {
                assert_eq!(token.unwrap().expose(), access_token(1), "{first:?} {second:?}");
            }
            stage.assert_nothing_is_lost();
        }
    }
}
