//! What changed, for programs.

use serde_json::{Value, json};
use spotify_flow_spec::diff::Weight;

use super::Difference;

/// The version of this form: it rises when a member goes or means something else.
const VERSION: u32 = 1;

pub(super) fn of(difference: &Difference) -> String {
    let all = difference.changes().flat_map(|(file, changes)| {
        changes.into_iter().map(move |change| {
            json!({
                "file": file,
                "what": change.what,
                "weight": change.weight.version(),
                "security": change.security,
            })
        })
    });
    let count = |weight| difference.count(weight);
    let shown = json!({
        "version": VERSION,
        "verdict": difference.verdict().map(Weight::version),
        "counts": {
            "major": count(Weight::Major),
            "minor": count(Weight::Minor),
            "patch": count(Weight::Patch),
            "security": difference.security(),
        },
        "changes": all.collect::<Value>(),
    });
    format!("{shown:#}\n")
}
