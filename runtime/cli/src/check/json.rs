//! What is found, for programs.

use serde_json::{Value, json};
use spotify_flow_spec::proof::Proof;
use spotify_flow_spec::source::Place;
use spotify_flow_spec::{Problem, Waiver};

use super::Findings;
use crate::output::print_line;

/// A waiver stands among the problems, under a severity of its own: it is one that somebody decided
/// to live with.
pub(super) fn show(findings: &Findings) {
    let problems = findings.report.problems().iter().map(problem);
    let found: Value = problems.chain(findings.waivers.iter().map(waiver)).collect();
    let shown = match &findings.proofs {
        None => found,
        Some(proofs) => {
            json!({ "problems": found, "proofs": proofs.iter().map(proof).collect::<Value>() })
        }
    };
    print_line(format!("{shown:#}"));
}

fn problem(problem: &Problem) -> Value {
    let related = problem.related.iter().map(|(place, label)| labelled(place, label));
    let rest = json!({
        "rule": problem.rule,
        "severity": problem.severity.as_str(),
        "message": problem.message,
        "label": problem.label,
        "help": problem.help,
        "related": related.collect::<Value>(),
    });
    with_place(rest, &problem.place)
}

fn waiver(waiver: &Waiver) -> Value {
    let rest = json!({
        "rule": waiver.rule,
        "severity": "waived",
        "message": waiver.reason,
        "label": "",
        "help": [],
        "related": [],
    });
    with_place(rest, &waiver.place)
}

fn proof(proof: &Proof) -> Value {
    let evidence = proof.evidence.iter().map(|(place, label)| labelled(place, label));
    let rest = json!({
        "property": proof.property.key(),
        "claimed": proof.claimed,
        "verdict": proof.verdict.as_str(),
        "why": proof.why,
        "evidence": evidence.collect::<Value>(),
    });
    with_place(rest, &proof.place)
}

fn labelled(place: &Place, label: &str) -> Value {
    with_place(json!({ "label": label }), place)
}

/// Adds where it stands: `line` and `column` count from 1, columns are characters, and `end` is the
/// place after the last character.
fn with_place(mut value: Value, place: &Place) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.end_line_column();
    if let Some(members) = value.as_object_mut() {
        members.insert("file".into(), place.source.path.clone().into());
        members.insert("line".into(), line.into());
        members.insert("column".into(), column.into());
        members.insert("end".into(), json!({ "line": end_line, "column": end_column }));
    }
    value
}
