//! Reads what a provider says of its tokens.

use super::parts;
use super::table::Table;
use crate::document::{Text, TokensDocument};
use crate::report::Report;

/// `[tokens]`
pub(super) fn read(
    root: &mut Table<'_>,
    facts: &mut Vec<Text>,
    report: &mut Report,
) -> TokensDocument {
    let Some(mut table) = root.table("tokens", report) else { return TokensDocument::default() };
    let lifetime = [("unlimited", true), ("limited", false)];
    let lifetime = table.take("lifetime").and_then(|entry| entry.word(&lifetime, report));
    let request = [("form", false), ("json", true)];
    let request = table.take("request").and_then(|entry| entry.word(&request, report));
    let scope = [("text", false), ("array", true)];
    let scope = table.take("scope").and_then(|entry| entry.word(&scope, report));
    let kinds = table.take("kinds").and_then(|entry| entry.strings(report));
    let errors = parts::texts(&mut table, "errors", report);
    parts::fact(&mut table, facts, report);
    table.finish(report);
    TokensDocument {
        unlimited: lifetime.is_some_and(|word| word.value),
        kinds: kinds.unwrap_or_default(),
        json: request.is_some_and(|word| word.value),
        scope_array: scope.is_some_and(|word| word.value),
        errors,
    }
}
