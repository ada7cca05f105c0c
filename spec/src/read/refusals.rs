//! Reads what a provider's API says when it refuses, and by what it counts calls.

use super::parts;
use super::table::Table;
use crate::document::{LimitsDocument, Text};
use crate::provider::Meaning;
use crate::report::Report;

/// `[limits]`
pub(super) fn limits(
    root: &mut Table<'_>,
    facts: &mut Vec<Text>,
    report: &mut Report,
) -> LimitsDocument {
    let Some(mut table) = root.table("limits", report) else { return LimitsDocument::default() };
    let by = [("client", false), ("user", true)];
    let by = table.take("by").and_then(|entry| entry.word(&by, report));
    let reset = table.string("reset", report);
    parts::fact(&mut table, facts, report);
    table.finish(report);
    LimitsDocument { by_user: by.is_some_and(|word| word.value), reset }
}

/// `[refusals] scope = ["401 Missing scope"]`
pub(super) fn read(
    root: &mut Table<'_>,
    facts: &mut Vec<Text>,
    report: &mut Report,
) -> Vec<(Meaning, Text)> {
    let Some(mut table) = root.table("refusals", report) else { return Vec::new() };
    let mut refusals = Vec::new();
    for (key, meaning) in Meaning::ALL {
        let texts = table.take(key).and_then(|entry| entry.strings(report)).unwrap_or_default();
        refusals.extend(texts.into_iter().map(|text| (meaning, text)));
    }
    parts::fact(&mut table, facts, report);
    table.finish(report);
    refusals
}
