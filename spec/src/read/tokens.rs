//! Reads what a provider says of its tokens.

use super::table::Table;
use crate::document::TokensDocument;
use crate::report::Report;

/// `[tokens]`
pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> TokensDocument {
    let Some(mut table) = root.table("tokens", report) else { return TokensDocument::default() };
    let words = [("unlimited", true), ("limited", false)];
    let lifetime = table.take("lifetime").and_then(|entry| entry.word(&words, report));
    table.text("source", report);
    table.finish(report);
    TokensDocument { unlimited: lifetime.is_some_and(|word| word.value) }
}
