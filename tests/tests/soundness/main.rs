//! What the checker lets pass, the engine runs: specs are made at random, whole and broken, and
//! where the checker is content, random scripts of events are played. None may read a slot that
//! is not set, send a one-time value twice, leave an event without an answer, or show a secret to
//! the browser.
//!
//! `SCRIPTS=10000000` plays as many as that, best with `--release`; `SEED=17` plays one spec again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stderr)] // figures, for who reads the output

mod chance;
mod ledger;
mod make;
mod play;
mod server;
mod spec;
mod spoil;
mod wrong;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use chance::Chance;
use play::{Play, Tally};
use spec::Spec;
use spotify_flow::load;
use spotify_flow_spec::{Files, Report};

/// Scripts for each spec.
const EACH: u64 = 40;

/// Failures that are told of before the test ends.
const ENOUGH: usize = 5;

struct Made<'a>(&'a Spec);

impl Files for Made<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        match path.to_str() {
            Some("flow.toml") => Ok(self.0.flow()),
            Some("machine.toml") => Ok(self.0.grant()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// The spec of a seed: a sensible one, with up to three edits.
fn spec(seed: u64) -> (Spec, usize) {
    let mut chance = Chance::of(seed);
    let mut spec = make::make(&mut chance);
    let edits = *chance.one(&[0, 1, 1, 1, 2, 2, 3]);
    spoil::spoil(&mut spec, edits, &mut chance);
    (spec, edits)
}

fn check(spec: &Spec) -> Result<spotify_flow_spec::CheckedFlow, Report> {
    spotify_flow_spec::load("flow.toml".as_ref(), &Made(spec)).map(|loaded| loaded.flow)
}

/// What came of a seed: nothing, where the checker refuses it; else the number of its edits.
type Tried = Result<Option<(usize, Tally)>, String>;

/// Plays the scripts of a seed, if the checker is content.
fn try_seed(seed: u64) -> Tried {
    let (spec, edits) = spec(seed);
    let Ok(flow) = check(&spec) else { return Ok(None) };
    let flow = Arc::new(load::flow_def(&flow));
    let mut sum = Tally::default();
    for script in 0..EACH {
        let mut play = Play::new(&spec, Arc::clone(&flow), seed * EACH + script);
        let failed = |why: String| {
            let (flow, grant) = (spec.flow(), spec.grant());
            format!("SEED={seed}\n{flow}\n# machine.toml\n{grant}\n{why}\n")
        };
        match catch_unwind(AssertUnwindSafe(|| play.run())) {
            Ok(Ok(tally)) => sum = sum.and(tally),
            Ok(Err((breach, why))) => {
                return Err(failed(format!("{}\n{breach:?}: {why}", play.trace())));
            }
            Err(_) => return Err(failed(format!("{}\nit panicked", play.trace()))),
        }
    }
    Ok(Some((edits, sum)))
}

/// What came of many seeds.
#[derive(Default)]
struct Sum {
    made: u64,
    /// Accepted, by the number of edits.
    accepted: [u64; 4],
    tally: Tally,
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn what_the_checker_accepts_runs() {
    if let Some(seed) = number("SEED") {
        let accepted = try_seed(seed).unwrap_or_else(|why| panic!("{why}")).is_some();
        let (spec, _) = spec(seed);
        eprintln!("{}\n# machine.toml\n{}\naccepted: {accepted}", spec.flow(), spec.grant());
        return;
    }
    let scripts = number("SCRIPTS").unwrap_or(100_000);
    let (next, played) = (AtomicU64::new(0), AtomicU64::new(0));
    let failed = Mutex::new(Vec::new());
    let work = || {
        let mut sum = Sum::default();
        while played.load(Ordering::Relaxed) < scripts && failed.lock().unwrap().len() < ENOUGH {
            sum.made += 1;
            let (edits, tally) = match try_seed(next.fetch_add(1, Ordering::Relaxed)) {
                Ok(Some(tried)) => tried,
                Ok(None) => continue,
                Err(why) => {
                    failed.lock().unwrap().push(why);
                    continue;
                }
            };
            played.fetch_add(EACH, Ordering::Relaxed);
            sum.accepted[edits] += 1;
            sum.tally = sum.tally.and(tally);
        }
        sum
    };
    let sums: Vec<Sum> = std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let sum = sums.into_iter().fold(Sum::default(), Sum::and);
    let accepted: u64 = sum.accepted.iter().sum();
    eprintln!(
        "{} specs, {accepted} accepted (with 0, 1, 2 and 3 edits: {:?}); {} scripts: {:?}",
        sum.made,
        sum.accepted,
        accepted * EACH,
        sum.tally,
    );
    assert!(accepted * 5 > sum.made, "too few specs are accepted to prove anything");
    assert!(sum.accepted[1..].iter().all(|count| *count > 0), "edits are all refused");
    let Tally { right, wrong, doubled, put_away } = sum.tally;
    assert!([right, wrong, doubled, put_away].iter().all(|count| *count > 0));
}

impl Sum {
    fn and(self, other: Sum) -> Sum {
        let mut accepted = self.accepted;
        accepted.iter_mut().zip(other.accepted).for_each(|(sum, more)| *sum += more);
        Sum { made: self.made + other.made, accepted, tally: self.tally.and(other.tally) }
    }
}

/// The specs that are made are sensible before they are spoiled: the checker has no false alarms.
#[test]
fn what_is_not_spoiled_is_accepted() {
    for seed in 0..500 {
        let spec = make::make(&mut Chance::of(seed));
        if let Err(report) = check(&spec) {
            panic!("{}\n# machine.toml\n{}\n{report}", spec.flow(), spec.grant());
        }
    }
}
