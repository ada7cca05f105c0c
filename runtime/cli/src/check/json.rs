//! What is found, for programs.

use serde_json::{Value, json};
use spotify_flow_spec::proof::Proof;
use spotify_flow_spec::source::Place;
use spotify_flow_spec::{Problem, Severity, Waiver};

use super::Findings;
use crate::output::print_line;

/// The version of this form: it rises when a member goes or means something else.
const VERSION: u32 = 1;

pub(super) fn show(findings: &Findings) {
    let report = &findings.report;
    let mut shown = json!({
        "version": VERSION,
        "counts": {
            "files": findings.files,
            "errors": report.count(Severity::Error),
            "warnings": report.count(Severity::Warning),
            "notes": report.count(Severity::Note),
            "waivers": findings.waivers.len(),
        },
        "problems": report.problems().iter().map(problem).collect::<Value>(),
        "waivers": findings.waivers.iter().map(waiver).collect::<Value>(),
    });
    if let (Some(members), Some(proofs)) = (shown.as_object_mut(), &findings.proofs) {
        members.insert("proofs".into(), proofs.iter().map(proof).collect());
    }
    print_line(format!("{shown:#}"));
}

fn problem(problem: &Problem) -> Value {
    let related = problem.related.iter().map(|(place, label)| labelled(place, label));
    let fix = problem.fix.as_ref().map(|fix| with_place(json!({ "text": fix.text }), &fix.place));
    let rest = json!({
        "rule": problem.rule,
        "severity": problem.severity.as_str(),
        "message": problem.message,
        "label": problem.label,
        "help": problem.help,
        "related": related.collect::<Value>(),
        "flows": problem.flows,
        "fix": fix,
    });
    with_place(rest, &problem.place)
}

fn waiver(waiver: &Waiver) -> Value {
    let Waiver { rule, at, reason, source, place } = waiver;
    let rest = json!({ "rule": rule, "at": at, "reason": reason, "source": source });
    with_place(rest, place)
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

/// Adds where it stands: a `file` that is `bundled` can't be opened; `line` and `column` count from 1, columns are characters, and `end` is the
/// place after the last character.
fn with_place(mut value: Value, place: &Place) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.end_line_column();
    if let Some(members) = value.as_object_mut() {
        members.insert("file".into(), place.source.path.clone().into());
        members.insert("bundled".into(), place.source.is_bundled().into());
        members.insert("line".into(), line.into());
        members.insert("column".into(), column.into());
        members.insert("end".into(), json!({ "line": end_line, "column": end_column }));
    }
    value
}
