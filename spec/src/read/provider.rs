//! Reads a provider file.

use toml::de::DeValue;

use super::apart;
use super::entry::Entry;
use super::table::Table;
use super::{api, parts, refusals, tokens, variables};
use crate::document::{
    GroupDocument, IssuedDocument, LifetimeDocument, ProviderDocument, ScopeDocument, Text,
};
use crate::flow::Authentication;
use crate::provider::{LifetimeFrom, Pkce, RedirectKind, Rotation};
use crate::report::{Problem, Report};
use crate::rules::FS100;
use crate::source::Spanned;

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Option<ProviderDocument> {
    let variables = variables::read(root, report);
    let provider = read_inline(root, report);
    let allow = apart(report, |report| parts::allow(root, report));
    provider.map(|provider| ProviderDocument { allow, variables, ..provider })
}

/// The tables of a provider, without `[allow]`.
pub(super) fn read_inline(root: &mut Table<'_>, report: &mut Report) -> Option<ProviderDocument> {
    let mut facts = Vec::new();
    let redirect = redirect(root, &mut facts, report);
    let refresh = refresh_tokens(root, &mut facts, report);
    let tokens = tokens::read(root, &mut facts, report);
    let limits = refusals::limits(root, &mut facts, report);
    let refusals = refusals::read(root, &mut facts, report);
    let domains = servers(root, report);
    let (pkce, accepts) = support(root, report);
    let Scopes { separator, open, list, groups } =
        apart(report, |report| scopes(root, &mut facts, report));
    let api = apart(report, |report| api::read_inline(root, report));
    if !root.has("provider") {
        root.missing("[provider]", "[provider]` with a `name");
    }
    let mut table = root.table("provider", report)?;
    let name = table.require("name", report);
    let title = table.text("title", report);
    let env = table.string("env", report);
    let issuer = table.string("issuer", report);
    let Calls { origins, origin_from, headers, path } = calls(&mut table, report);
    table.finish(report);
    Some(ProviderDocument {
        name: name?,
        title,
        env,
        issuer,
        variables: Vec::new(),
        domains,
        pkce,
        accepts,
        origins,
        origin_from,
        headers,
        path,
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
        unsourced: facts,
        allow: Vec::new(),
    })
}

/// What is said of the calls of an API.
#[derive(Default)]
struct Calls {
    origins: Vec<Text>,
    origin_from: Option<Text>,
    headers: Vec<(Text, Text)>,
    path: Option<Text>,
}

/// `api = { origins = ["https://api.spotify.com"] }`, and `from = "instance_url"` where an answer
/// says which of them it is; `headers` and the beginning of a `path` that every call has.
fn calls(table: &mut Table<'_>, report: &mut Report) -> Calls {
    let Some(mut table) = table.table("api", report) else { return Calls::default() };
    let entry = table.take("origins");
    let origins = entry.as_ref().and_then(|entry| entry.strings(report));
    if let (Some(entry), Some([])) = (&entry, origins.as_deref()) {
        let problem = Problem::error(FS100.id, &entry.place, "no token could be sent anywhere");
        report.push(problem.help("name the origins of the API, or leave the line out"));
    }
    let origin_from = table.string("from", report);
    let headers = parts::texts(&mut table, "headers", report);
    let path = table.string("path", report);
    table.finish(report);
    Calls { origins: origins.unwrap_or_default(), origin_from, headers, path }
}

/// `[servers] domains = ["googleapis.com"]`: what is the provider's beside the authorization endpoint.
fn servers(root: &mut Table<'_>, report: &mut Report) -> Vec<Text> {
    let Some(mut table) = root.table("servers", report) else { return Vec::new() };
    let entry = table.take("domains");
    if entry.is_none() {
        table.missing("domains", "domains = [\"example.com\"]");
    }
    let domains = entry.and_then(|entry| entry.strings(report)).unwrap_or_default();
    parts::documented(&mut table, report);
    table.finish(report);
    domains
}

/// What a provider supports of what clients should do.
type Support = (Option<Spanned<Pkce>>, Vec<Spanned<Authentication>>);

/// `[support] pkce = "none"`, `authentication = ["body"]`
fn support(root: &mut Table<'_>, report: &mut Report) -> Support {
    let Some(mut table) = root.table("support", report) else { return Support::default() };
    let pkce = table.take("pkce").and_then(|entry| entry.word(&Pkce::ALL, report));
    let accepts = table.take("authentication").and_then(|entry| entry.strings(report));
    parts::documented(&mut table, report);
    table.finish(report);
    let accepts = accepts.unwrap_or_default().into_iter();
    (pkce, accepts.filter_map(|word| way(word, report)).collect())
}

/// A way in which a client authenticates.
fn way(word: Text, report: &mut Report) -> Option<Spanned<Authentication>> {
    let known = Authentication::ALL;
    if let Some(way) = known.into_iter().find(|way| way.as_str() == word.value) {
        return Some(Spanned::new(way, word.place));
    }
    let message = format!("`{}` is no way to authenticate", word.value);
    let help = format!("write {}", crate::suggest::list(known.iter().map(|way| way.as_str())));
    report.push(Problem::error(FS100.id, &word.place, message).help(help));
    None
}

fn redirect(
    root: &mut Table<'_>,
    facts: &mut Vec<Text>,
    report: &mut Report,
) -> Vec<Spanned<RedirectKind>> {
    let Some(mut table) = root.table("redirect", report) else { return Vec::new() };
    let allow = table.take("allow");
    let words = allow.as_ref().and_then(|entry| entry.strings(report));
    if let (Some(entry), Some([])) = (&allow, words.as_deref()) {
        let problem = Problem::error(FS100.id, &entry.place, "no redirect URI would be allowed");
        report.push(problem.help("name the kinds that are, or leave the line out: all are"));
    }
    parts::fact(&mut table, facts, report);
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
    rotation: Option<Spanned<Rotation>>,
    lifetime: Option<LifetimeDocument>,
}

fn refresh_tokens(root: &mut Table<'_>, facts: &mut Vec<Text>, report: &mut Report) -> Refresh {
    let Some(mut table) = root.table("refresh_tokens", report) else { return Refresh::default() };
    let issued = table.take("issued").and_then(|entry| issued(&entry, report));
    let words = [Rotation::Never, Rotation::Optional, Rotation::Always].map(|w| (w.as_str(), w));
    let rotation = table.take("rotation").and_then(|entry| entry.word(&words, report));
    let lifetime = table.take("lifetime").and_then(|entry| lifetime(&entry, report));
    parts::fact(&mut table, facts, report);
    table.finish(report);
    Refresh { issued, rotation, lifetime }
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
    if !table.has("from") {
        table.missing(
            "from",
            "from = \"authorization\"` where it counts from the login, or `from = \"use\"",
        );
    }
    let from = table.take("from").and_then(|entry| entry.word(&words, report));
    table.finish(report);
    Some(LifetimeDocument { months, days, from: from?.value, place: entry.place.clone() })
}

/// What `[scopes]` says.
#[derive(Default)]
struct Scopes {
    separator: Option<Text>,
    open: Option<Spanned<bool>>,
    list: Vec<ScopeDocument>,
    groups: Vec<GroupDocument>,
}

fn scopes(root: &mut Table<'_>, facts: &mut Vec<Text>, report: &mut Report) -> Scopes {
    let Some(mut table) = root.table("scopes", report) else { return Scopes::default() };
    let separator = table.string("separator", report);
    let open = table.boolean("open", report);
    parts::fact(&mut table, facts, report);
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
    let implies = table.take("implies").and_then(|entry| entry.strings(report));
    let deprecated = parts::deprecated(&mut table, report);
    table.finish(report);
    let (name, implies) = (entry.key.clone(), implies.unwrap_or_default());
    Some(ScopeDocument { name, value: value?, summary, implies, deprecated })
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
