//! Wrong edits made at random, of every kind that was once accepted: each is told of.
//!
//! Names, places and values are drawn anew for each edit; `EDITS=100000` makes more of them, and
//! `SEED=17` others.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail

mod chance;
mod kinds;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chance::Chance;
use spotify_flow_spec::{Files, check_file};

/// A flow file that is not on disk; what it names is bundled.
struct One(String);

impl Files for One {
    fn read(&self, path: &Path) -> io::Result<String> {
        let ours = path == Path::new("acme.toml");
        ours.then(|| self.0.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn ninety_nine_of_a_hundred_wrong_edits_are_told_of() {
    let base = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits/acme.toml"),
    );
    let base = base.unwrap();
    assert!(check_file(Path::new("acme.toml"), &One(base.clone())).report.is_empty());
    let (edits, seed) = (number("EDITS", 5000), number("SEED", 1));
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for nth in 0..edits {
        let mut chance = Chance::new(seed.wrapping_mul(1_000_003).wrapping_add(nth));
        let (kind, make, rules) = kinds::ALL[usize::try_from(nth).unwrap() % kinds::ALL.len()];
        let text = make(&base, &mut chance);
        assert!(text != base, "{kind} changes nothing");
        let report = check_file(Path::new("acme.toml"), &One(text.clone())).report;
        assert!(!report.to_string().contains("not TOML"), "{report}");
        if !report.problems().iter().any(|problem| rules.contains(&problem.rule)) {
            let new: Vec<&str> = text.lines().filter(|line| !base.contains(line)).collect();
            missed.entry(kind).or_default().push(new.join(" / "));
        }
    }
    let count: usize = missed.values().map(Vec::len).sum();
    // For who reads the output of the test.
    eprintln!("{count} of {edits} missed: {missed:#?}");
    assert!(u64::try_from(count).unwrap() * 100 <= edits, "{count} of {edits}: {missed:#?}");
}
