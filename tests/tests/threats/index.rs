//! Every threat is a test, or stands in the table of those decided against.

use std::collections::BTreeMap;

/// The threats of the front channel and of the back channel.
const THREATS: u32 = 49;

const DECIDED_AGAINST: &str = include_str!("../../cases/threats_decided_against.json");

const MODULES: [&str; 6] = [
    include_str!("bodies.rs"),
    include_str!("front_channel.rs"),
    include_str!("places.rs"),
    include_str!("tls.rs"),
    include_str!("waits.rs"),
    include_str!("wire.rs"),
];

/// The ids of all functions that are named after a threat and marked as tests.
fn tested() -> impl Iterator<Item = String> {
    let lines = MODULES.iter().flat_map(|module| module.lines().zip(module.lines().skip(1)));
    let marked = lines.filter(|(mark, _)| ["#[test]", "#[tokio::test]"].contains(mark));
    marked.filter_map(|(_, line)| {
        let (id, rest) = line.split_once("fn t_")?.1.split_at_checked(3)?;
        rest.starts_with('_').then(|| format!("T-{id}"))
    })
}

#[test]
fn every_threat_is_tested_or_decided_against_and_not_both() {
    let decided: BTreeMap<String, String> = serde_json::from_str(DECIDED_AGAINST).unwrap();
    for (id, reason) in &decided {
        assert!(reason.ends_with('.') && reason.len() > 20, "{id} needs a sentence");
    }
    let rows = DECIDED_AGAINST.lines().filter(|line| line.contains("\": "));
    assert_eq!(rows.count(), decided.len(), "an id stands there once");
    let mut ids: Vec<String> = tested().chain(decided.into_keys()).collect();
    ids.sort();
    let all: Vec<String> = (1..=THREATS).map(|number| format!("T-{number:03}")).collect();
    assert_eq!(ids, all);
}
