//! Reads what a provider says of its tokens.

use toml::de::DeValue;

use super::entry::Entry;
use super::parts;
use super::table::Table;
use crate::document::{Text, TokensDocument};
use crate::provider::Expires;
use crate::report::Report;
use crate::source::Spanned;

/// How long a token lives.
#[derive(Clone)]
enum Lifetime {
    Unlimited,
    Limited,
    /// So long where an answer does not say.
    Seconds(Spanned<i64>),
}

/// `lifetime = "unlimited"`, or `lifetime = 3600`
fn lifetime(entry: &Entry<'_>, report: &mut Report) -> Option<Lifetime> {
    match entry.value() {
        DeValue::Integer(_) => entry.integer(report).map(Lifetime::Seconds),
        DeValue::String(_) => {
            let unlimited = entry.word(&[("unlimited", true), ("limited", false)], report)?;
            Some(if unlimited.value { Lifetime::Unlimited } else { Lifetime::Limited })
        }
        DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => {
            entry.refuse("`\"unlimited\"`, or a number of seconds such as `3600`", report)
        }
    }
}

/// `[tokens]`
pub(super) fn read(
    root: &mut Table<'_>,
    facts: &mut Vec<Text>,
    report: &mut Report,
) -> TokensDocument {
    let Some(mut table) = root.table("tokens", report) else { return TokensDocument::default() };
    let lifetime = table.take("lifetime").and_then(|entry| lifetime(&entry, report));
    let expires = table.take("expires").and_then(|entry| entry.word(&Expires::ALL, report));
    let members = parts::texts(&mut table, "members", report);
    let request = [("form", false), ("json", true)];
    let request = table.take("request").and_then(|entry| entry.word(&request, report));
    let scope = [("text", false), ("array", true)];
    let scope = table.take("scope").and_then(|entry| entry.word(&scope, report));
    let kinds = table.take("kinds").and_then(|entry| entry.strings(report));
    let errors = parts::texts(&mut table, "errors", report);
    parts::fact(&mut table, facts, report);
    table.finish(report);
    TokensDocument {
        unlimited: matches!(lifetime, Some(Lifetime::Unlimited)),
        lifetime: match lifetime {
            Some(Lifetime::Seconds(seconds)) => Some(seconds),
            Some(Lifetime::Unlimited | Lifetime::Limited) | None => None,
        },
        expires: expires.map(|word| word.value).unwrap_or_default(),
        members,
        kinds: kinds.unwrap_or_default(),
        json: request.is_some_and(|word| word.value),
        scope_array: scope.is_some_and(|word| word.value),
        errors,
    }
}
