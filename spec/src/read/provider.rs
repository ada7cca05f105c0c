//! Reads a provider file.

use toml::de::DeValue;

use super::apart;
use super::entry::Entry;
use super::table::Table;
use super::{api, parts, refusals, tokens};
use crate::document::{
    GroupDocument, IssuedDocument, LifetimeDocument, ProviderDocument, ScopeDocument, Text,
};
use crate::provider::{LifetimeFrom, RedirectKind, Rotation};
use crate::report::{Problem, Report};
use crate::rules::FS100;
use crate::source::Spanned;

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Option<ProviderDocument> {
    let provider = read_inline(root, report);
    let allow = apart(report, |report| parts::allow(root, report));
    provider.map(|provider| ProviderDocument { allow, ..provider })
}

/// The tables of a provider, without `[allow]`.
pub(super) fn read_inline(root: &mut Table<'_>, report: &mut Report) -> Option<ProviderDocument> {
    let redirect = redirect(root, report);
    let refresh = refresh_tokens(root, report);
    let tokens = tokens::read(root, report);
    let limits = refusals::limits(root, report);
    let refusals = refusals::read(root, report);
    let Scopes { separator, open, list, groups } = apart(report, |report| scopes(root, report));
    let api = apart(report, |report| api::read_inline(root, report));
    if !root.has("provider") {
        root.missing("[provider]", "[provider]` with a `name");
    }
    let mut table = root.table("provider", report)?;
    let name = table.require("name", report);
    let title = table.text("title", report);
    let env = table.string("env", report);
    let issuer = table.string("issuer", report);
    let (origins, origin_from) = origins(&mut table, report);
    table.finish(report);
    Some(ProviderDocument {
        name: name?,
        title,
        env,
        issuer,
        origins,
        origin_from,
        redirect,
        issued: refresh.issued,
        rotation: refresh.rotation,
        lifetime: refresh.lifetime,
        tokens,
        limits,
        refusals,
        separator,
        open,
        scopes: list,
        groups,
        api,
        allow: Vec::new(),
    })
}

/// `api = { origins = ["https://api.spotify.com"] }`, and `from = "instance_url"` where an answer
/// says which of them it is.
fn origins(table: &mut Table<'_>, report: &mut Report) -> (Vec<Text>, Option<Text>) {
    let Some(mut table) = table.table("api", report) else { return (Vec::new(), None) };
    let origins = table.take("origins").and_then(|entry| entry.strings(report));
    let from = table.string("from", report);
    table.finish(report);
    (origins.unwrap_or_default(), from)
}

fn redirect(root: &mut Table<'_>, report: &mut Report) -> Vec<Spanned<RedirectKind>> {
    let Some(mut table) = root.table("redirect", report) else { return Vec::new() };
    let allow = table.take("allow");
    let words = allow.as_ref().and_then(|entry| entry.strings(report));
    if let (Some(entry), Some([])) = (&allow, words.as_deref()) {
        let problem = Problem::error(FS100.id, &entry.place, "no redirect URI would be allowed");
        report.push(problem.help("name the kinds that are, or leave the line out: all are"));
    }
    table.text("source", report);
    table.finish(report);
    words.unwrap_or_default().into_iter().filter_map(|word| redirect_kind(word, report)).collect()
}

fn redirect_kind(word: Text, report: &mut Report) -> Option<Spanned<RedirectKind>> {
    let known = RedirectKind::ALL;
    if let Some(kind) = known.into_iter().find(|kind| kind.as_str() == word.value) {
        return Some(Spanned::new(kind, word.place));
    }
    let message = format!("`{}` is no kind of redirect URI", word.value);
    let help = format!("write {}", crate::suggest::list(known.iter().map(|kind| kind.as_str())));
    report.push(Problem::error(FS100.id, &word.place, message).help(help));
    None
}

/// What `[refresh_tokens]` says.
#[derive(Default)]
struct Refresh {
    issued: Option<Spanned<IssuedDocument>>,
    rotation: Option<Rotation>,
    lifetime: Option<LifetimeDocument>,
}

fn refresh_tokens(root: &mut Table<'_>, report: &mut Report) -> Refresh {
    let Some(mut table) = root.table("refresh_tokens", report) else { return Refresh::default() };
    let issued = table.take("issued").and_then(|entry| issued(&entry, report));
    let words = [Rotation::Never, Rotation::Optional, Rotation::Always].map(|w| (w.as_str(), w));
    let rotation = table.take("rotation").and_then(|entry| entry.word(&words, report));
    let lifetime = table.take("lifetime").and_then(|entry| lifetime(&entry, report));
    table.text("source", report);
    table.finish(report);
    Refresh { issued, rotation: rotation.map(|word| word.value), lifetime }
}

fn issued(entry: &Entry<'_>, report: &mut Report) -> Option<Spanned<IssuedDocument>> {
    let place = entry.place.clone();
    if !matches!(entry.value(), DeValue::Table(_) | DeValue::String(_)) {
        return entry
            .refuse("\"always\", \"never\" or a table such as `{ scope = \"...\" }`", report);
    }
    if !matches!(entry.value(), DeValue::Table(_)) {
        let word = entry.word(&[("never", false), ("always", true)], report)?;
        let issued = if word.value { IssuedDocument::Always } else { IssuedDocument::Never };
        return Some(Spanned::new(issued, place));
    }
    let mut table = entry.table(report)?;
    let before = report.problems().len();
    let conditional = table.has("when");
    let when = parts::texts(&mut table, "when", report);
    let scope = table.string("scope", report);
    table.finish(report);
    if report.problems().len() > before {
        return None;
    }
    match (conditional.then_some(when), scope) {
        (Some(when), None) if !when.is_empty() => {
            Some(Spanned::new(IssuedDocument::When(when), place))
        }
        (None, Some(scope)) if !scope.value.is_empty() => {
            Some(Spanned::new(IssuedDocument::Scope(scope), place))
        }
        _ => entry.refuse("`{ when = { ... } }` or `{ scope = \"...\" }`", report),
    }
}

/// `lifetime = { months = 6, from = "authorization" }`
fn lifetime(entry: &Entry<'_>, report: &mut Report) -> Option<LifetimeDocument> {
    if !matches!(entry.value(), DeValue::Table(_)) {
        let wanted = "a table such as `{ months = 6, from = \"authorization\" }`";
        return entry.refuse(wanted, report);
    }
    let mut table = entry.table(report)?;
    let months = table.take("months").and_then(|entry| entry.integer(report));
    let days = table.take("days").and_then(|entry| entry.integer(report));
    let words = [("authorization", LifetimeFrom::Authorization), ("use", LifetimeFrom::Use)];
    let from = table.take("from").and_then(|entry| entry.word(&words, report));
    table.finish(report);
    let from = from.map_or(LifetimeFrom::Authorization, |word| word.value);
    Some(LifetimeDocument { months, days, from, place: entry.place.clone() })
}

/// What `[scopes]` says.
#[derive(Default)]
struct Scopes {
    separator: Option<Text>,
    open: Option<Spanned<bool>>,
    list: Vec<ScopeDocument>,
    groups: Vec<GroupDocument>,
}

fn scopes(root: &mut Table<'_>, report: &mut Report) -> Scopes {
    let Some(mut table) = root.table("scopes", report) else { return Scopes::default() };
    let separator = table.string("separator", report);
    let open = table.boolean("open", report);
    table.text("source", report);
    let mut entries = |key| table.table(key, report).map(|mut it| it.take_all());
    let (list, groups) = (entries("list"), entries("groups"));
    table.finish(report);
    let list = list.unwrap_or_default();
    let groups = groups.unwrap_or_default();
    Scopes {
        separator,
        open,
        list: list.iter().filter_map(|entry| scope(entry, report)).collect(),
        groups: groups.iter().filter_map(|entry| group(entry, report)).collect(),
    }
}

fn scope(entry: &Entry<'_>, report: &mut Report) -> Option<ScopeDocument> {
    let mut table = entry.table(report)?;
    let value = table.require("value", report);
    let summary = table.text("summary", report);
    let deprecated = parts::deprecated(&mut table, report);
    table.finish(report);
    Some(ScopeDocument { name: entry.key.clone(), value: value?, summary, deprecated })
}

/// `read_any = { any = ["read_public", "read_private"], summary = "..." }`
fn group(entry: &Entry<'_>, report: &mut Report) -> Option<GroupDocument> {
    let mut table = entry.table(report)?;
    let any = table.take("any").and_then(|entry| entry.strings(report));
    if any.is_none() {
        table.missing("any", "any = [\"one_scope\", \"another\"]");
    }
    let summary = table.text("summary", report);
    table.finish(report);
    Some(GroupDocument { name: entry.key.clone(), any: any?, summary })
}
