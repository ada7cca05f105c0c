//! Every threat is a test, or stands in the table of those decided against.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use spotify_flow_tests::{package_folder, workspace_folder};

/// The threats that there can be here. Those of a listener on loopback, T-050 to T-079, are none: a
/// program brings its own way back from the browser.
const THREATS: [std::ops::RangeInclusive<u32>; 2] = [1..=49, 80..=140];

const DECIDED_AGAINST: &str = include_str!("../../cases/threats_decided_against.json");

/// The modules of a test program: a file that nobody names is none.
fn modules(folder: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let main = read("main.rs");
    let names = main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    names.map(|name| read(&format!("{name}.rs"))).collect()
}

/// The ids of all functions that are named after a threat and marked as tests.
fn tested() -> BTreeSet<String> {
    let here = ["threats", "sessions", "simulator", "stores"]
        .map(|it| package_folder().join("tests").join(it));
    let program = workspace_folder().join("runtime/cli/tests/run");
    let modules: Vec<String> =
        here.iter().chain([&program]).flat_map(|folder| modules(folder)).collect();
    let lines = modules.iter().flat_map(|module| module.lines().zip(module.lines().skip(1)));
    let marked = lines.filter(|(mark, _)| mark.starts_with("#[test]") || is_of_tokio(mark));
    let ids = marked.filter_map(|(_, line)| {
        let (id, rest) = line.split_once("fn t_")?.1.split_at_checked(3)?;
        rest.starts_with('_').then(|| format!("T-{id}"))
    });
    ids.collect()
}

fn is_of_tokio(mark: &str) -> bool {
    mark == "#[tokio::test]" || mark.starts_with("#[tokio::test(")
}

#[test]
fn every_threat_is_tested_or_decided_against_and_not_both() {
    let decided: BTreeMap<String, String> = serde_json::from_str(DECIDED_AGAINST).unwrap();
    for (id, reason) in &decided {
        assert!(reason.ends_with('.') && reason.len() > 20, "{id} needs a sentence");
    }
    let rows = DECIDED_AGAINST.lines().filter(|line| line.contains("\": "));
    assert_eq!(rows.count(), decided.len(), "an id stands there once");
    let mut tested = tested();
    let both: Vec<&String> = decided.keys().filter(|id| tested.contains(*id)).collect();
    assert_eq!(both, Vec::<&String>::new(), "tested, and decided against");
    tested.extend(decided.into_keys());
    let all = THREATS.into_iter().flatten().map(|number| format!("T-{number:03}"));
    assert_eq!(tested, all.collect());
}
