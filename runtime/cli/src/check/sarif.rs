//! What is found, as SARIF 2.1.0 (OASIS): code scanning shows it at the lines of a change.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use spotify_flow_spec::source::Place;
use spotify_flow_spec::{Problem, Severity, Waiver, catalogue, rules};

use super::Findings;
use crate::output::print_line;

pub(super) fn show(findings: &Findings) {
    let problems = findings.report.problems();
    let used: BTreeSet<&str> = problems.iter().map(|problem| problem.rule).collect();
    let used = used.into_iter().map(rule).collect::<Value>();
    let waived = findings.waivers.iter().map(waiver);
    let shown = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "spotify-flow",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": used,
            }},
            "columnKind": "unicodeCodePoints",
            "results": problems.iter().map(result).chain(waived).collect::<Value>(),
        }],
    });
    print_line(format!("{shown:#}"));
}

fn rule(id: &str) -> Value {
    let (summary, why) = match rules::find(id) {
        Some(rule) => (rule.summary, rule.why),
        None => catalogue::find(id).map_or(("", ""), |rule| (rule.summary, rule.why)),
    };
    json!({
        "id": id,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": why },
    })
}

fn result(problem: &Problem) -> Value {
    let text = std::iter::once(problem.message.clone());
    let help = problem.help.iter().map(|help| format!("help: {help}"));
    let text = text.chain(help).collect::<Vec<_>>().join("\n");
    let mut result = json!({
        "ruleId": problem.rule,
        "level": level(problem.severity),
        "message": { "text": text },
        "locations": [location(&problem.place, &problem.label)],
    });
    let related = problem.related.iter().filter(|(place, _)| !place.source.is_bundled());
    let related: Vec<Value> = related.map(|(place, label)| location(place, label)).collect();
    if let (Some(members), false) = (result.as_object_mut(), related.is_empty()) {
        members.insert("relatedLocations".into(), related.into());
    }
    if let (Some(members), Some(fix)) = (result.as_object_mut(), &problem.fix) {
        let change = json!({
            "artifactLocation": { "uri": uri(&fix.place.source.path) },
            "replacements": [{
                "deletedRegion": region(&fix.place),
                "insertedContent": { "text": fix.text },
            }],
        });
        members.insert("fixes".into(), json!([{ "artifactChanges": [change] }]));
    }
    result
}

/// What is waived is a result that somebody suppressed, with the reason.
fn waiver(waiver: &Waiver) -> Value {
    json!({
        "ruleId": waiver.rule,
        "level": "note",
        "message": { "text": format!("`{}` is waived at `{}`", waiver.rule, waiver.at) },
        "locations": [location(&waiver.place, "")],
        "suppressions": [{ "kind": "inSource", "justification": waiver.reason }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(place: &Place, label: &str) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.source.path) },
            "region": region(place),
        },
    });
    if let (Some(members), false) = (location.as_object_mut(), label.is_empty()) {
        members.insert("message".into(), json!({ "text": label }));
    }
    location
}

fn region(place: &Place) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.end_line_column();
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

/// A path as a reference to a file (RFC 3986), relative as it was given.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").trim_start_matches("./").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    if uri.starts_with('/') { format!("file://{uri}") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("./flows/my flow.toml"), "flows/my%20flow.toml");
        assert_eq!(uri("/tmp/ä.toml"), "file:///tmp/%C3%A4.toml");
        assert_eq!(uri("flows\\a.toml"), "flows/a.toml");
    }
}
