//! Reads an API: a file of its own, or the tables `[api]` and `[operations]` of a provider.

use super::entry::Entry;
use super::parts;
use super::table::Table;
use crate::api::{AppToken, Method};
use crate::document::{ApiDocument, OperationDocument, Text};
use crate::report::{Problem, Report};
use crate::rules::FS100;
use crate::source::Spanned;

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Option<ApiDocument> {
    if !root.has("api") {
        root.missing("[api]", "[api]` with the name of its `provider");
    }
    let api = tables(root, true, report);
    let allow = parts::allow(root, report);
    api.map(|api| ApiDocument { allow, ..api })
}

/// The API in a provider's own file, if there is one.
pub(super) fn read_inline(root: &mut Table<'_>, report: &mut Report) -> Option<ApiDocument> {
    let inline = root.has("api") || root.has("operations");
    if inline { tables(root, false, report) } else { None }
}

fn tables(root: &mut Table<'_>, alone: bool, report: &mut Report) -> Option<ApiDocument> {
    let (mut provider, mut base, mut source) = (None, None, String::new());
    if let Some(mut table) = root.table("api", report) {
        provider = if alone { table.require("provider", report) } else { None };
        base = table.string("base", report);
        source = table.text("source", report);
        table.finish(report);
    }
    let entries = root.table("operations", report).map(|mut it| it.take_all()).unwrap_or_default();
    let operations = entries.iter().filter_map(|entry| operation(entry, report)).collect();
    if alone && provider.is_none() {
        return None;
    }
    Some(ApiDocument { provider, base, source, operations, allow: Vec::new() })
}

fn operation(entry: &Entry<'_>, report: &mut Report) -> Option<OperationDocument> {
    let mut table = entry.table(report)?;
    let id = table.string("id", report);
    let (title, summary) = (table.text("title", report), table.text("summary", report));
    let request = request(&mut table, report);
    let app_token = table.take("app_token").map(|it| it.word(&AppToken::ALL, report));
    if app_token.is_none() {
        table.missing("app_token", "app_token = \"works\"` or `\"no\"` or `\"doubtful\"");
    }
    let document = OperationDocument {
        name: entry.key.clone(),
        id,
        title,
        summary,
        method: Method::Get,
        path: entry.key.clone(),
        path_types: parts::texts(&mut table, "path", report),
        query: parts::texts(&mut table, "query", report),
        json: parts::texts(&mut table, "json", report),
        body: table.string("body", report),
        app_token: Spanned::new(AppToken::No, entry.place.clone()),
        scopes: texts(&mut table, "scopes", report),
        optional_scopes: texts(&mut table, "optional_scopes", report),
        premium: parts::flag(&mut table, "premium", report),
        success: success(&mut table, report),
        page: table.string("page", report),
        deprecated: parts::deprecated(&mut table, report),
    };
    table.finish(report);
    let ((method, path), app_token) = (request?, app_token??);
    Some(OperationDocument { method, path, app_token, ..document })
}

/// `get = "/albums/{id}"`: one method, and the path that it is sent to.
fn request(table: &mut Table<'_>, report: &mut Report) -> Option<(Method, Text)> {
    let mut found = Vec::new();
    for (key, method) in Method::ALL {
        found.extend(table.take(key).map(|entry| (method, entry)));
    }
    if let Some((_, second)) = found.get(1) {
        let message = format!("`{}` is a second method in {}", second.key.value, table.name);
        let problem = Problem::error(FS100.id, &second.key.place, message);
        report.push(problem.help("each method is an operation of its own"));
    }
    let Some((method, entry)) = found.first() else {
        table.missing("get", "get = \"/path\"`, or another method: `put = \"/path\"");
        return None;
    };
    Some((*method, entry.string(report)?))
}

fn texts(table: &mut Table<'_>, key: &'static str, report: &mut Report) -> Vec<Text> {
    table.take(key).and_then(|entry| entry.strings(report)).unwrap_or_default()
}

/// `success = [200, 204]`; left out, it is 200.
fn success(table: &mut Table<'_>, report: &mut Report) -> Vec<Spanned<i64>> {
    let Some(entry) = table.take("success") else { return Vec::new() };
    let statuses = entry.integers(report).unwrap_or_default();
    if entry.value().as_array().is_some_and(|items| items.is_empty()) {
        let problem = Problem::error(FS100.id, &entry.place, "no answer would be a success");
        report.push(problem.help("name the statuses, or leave the line out: it is 200 then"));
    }
    statuses
}
