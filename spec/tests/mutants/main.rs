//! Mutants: bundled files, each with one edit that breaks one rule. Every one is flagged by it.
//!
//! For each rule there is a generator that makes the edit wherever it can be made: at every state,
//! transition, parameter, endpoint, property and operation of every bundled file.
#![allow(clippy::unwrap_used, clippy::string_slice, clippy::indexing_slicing)] // a test may fail

mod apis;
mod back;
#[path = "../edited/mod.rs"]
mod edited;
mod files;
mod form;
mod front;
mod machine;
mod names;
mod properties;
mod templates;
mod values;
mod world;

use std::collections::BTreeMap;

use spotify_flow_spec::rules;
use world::{Mutant, World};

/// Makes the mutants of one rule.
type Generator = fn(&mut World);

/// The mutants of every rule, in the order of the ids.
fn mutants() -> Vec<Mutant> {
    let generators: Vec<(&str, Generator)> = [
        form::GENERATORS,
        files::GENERATORS,
        names::GENERATORS,
        templates::GENERATORS,
        values::GENERATORS,
        machine::GENERATORS,
        properties::GENERATORS,
        front::GENERATORS,
        back::GENERATORS,
        apis::GENERATORS,
    ]
    .concat();
    let mut all = Vec::new();
    for (rule, generator) in generators {
        let mut world = World::new(rule);
        generator(&mut world);
        all.extend(world.into_mutants());
    }
    all
}

#[test]
fn every_mutant_is_flagged_by_the_rule_that_it_breaks() {
    let mutants = mutants();
    let mut missed = Vec::new();
    for mutant in &mutants {
        let checked = mutant.check();
        let rules: Vec<&str> =
            checked.report.problems().iter().map(|problem| problem.rule).collect();
        if !rules.contains(&mutant.rule) {
            missed.push(format!("{} {}: {rules:?}", mutant.rule, mutant.edit));
        }
        // What is refused is said to be; what is not refused is built.
        if checked.kind == "flow" {
            let refused = checked.report.has_errors();
            assert_eq!(checked.flow.is_none(), refused, "{} {}", mutant.rule, mutant.edit);
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
    assert!(mutants.len() >= 1000, "{} mutants", mutants.len());
}

#[test]
fn every_rule_has_mutants() {
    let mut count: BTreeMap<&str, usize> = rules::all().iter().map(|rule| (rule.id, 0)).collect();
    for mutant in mutants() {
        *count.get_mut(mutant.rule).unwrap() += 1;
    }
    let few: Vec<_> = count.iter().filter(|(_, count)| **count < 3).collect();
    assert!(few.is_empty(), "{few:?}");
    // For who reads the output of the test.
    eprintln!("{} mutants: {count:?}", count.values().sum::<usize>());
}
