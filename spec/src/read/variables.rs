//! Reads what the app brings: `[variables]` of a flow or of a provider.

use toml::de::DeValue;

use super::entry::Entry;
use super::flow::required_word;
use super::parts;
use super::table::Table;
use crate::document::{Text, ValueDocument, VariableDocument};
use crate::flow::VariableKind;
use crate::report::{Problem, Report};
use crate::rules::FS100;

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Vec<VariableDocument> {
    let Some(mut table) = root.table("variables", report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|entry| variable(entry, report)).collect()
}

/// `tenant = { type = "label", pattern = "[a-z]+" }`, `region = { values = ["eu", "us"] }`
fn variable(entry: &Entry<'_>, report: &mut Report) -> Option<VariableDocument> {
    let mut table = entry.table(report)?;
    let values = table.take("values");
    let words = VariableKind::ALL.map(|word| (word.as_str(), word));
    let kind = match &values {
        Some(_) => said_twice(&mut table, report),
        None => required_word(&mut table, &words, report),
    };
    let pattern = table.string("pattern", report);
    let default = table.string("default", report);
    let optional = parts::flag(&mut table, "optional", report);
    let summary = table.text("summary", report);
    table.finish(report);
    let values = match values {
        Some(entry) => self::values(&entry, report)?,
        None => Vec::new(),
    };
    let name = entry.key.clone();
    Some(VariableDocument { name, kind: kind?, values, pattern, default, optional, summary })
}

/// Where the values are listed, they say what it may be.
fn said_twice(table: &mut Table<'_>, report: &mut Report) -> Option<VariableKind> {
    if let Some(entry) = table.take("type") {
        let message = "the `values` say what it may be: there is no `type` beside them";
        report.push(Problem::error(FS100.id, &entry.key.place, message).help("leave `type` out"));
    }
    Some(VariableKind::Values)
}

/// `["eu", "us"]`, `{ eu = "zoho.eu", us = "zoho.com" }`, or
/// `{ sandbox = { login = "...", api = "..." } }`
fn values(entry: &Entry<'_>, report: &mut Report) -> Option<Vec<ValueDocument>> {
    if !matches!(entry.value(), DeValue::Table(_)) {
        let names = entry.strings(report)?.into_iter();
        return Some(names.map(|name| ValueDocument { name, texts: Vec::new() }).collect());
    }
    let entries = entry.table(report)?.take_all();
    Some(entries.iter().filter_map(|entry| value(entry, report)).collect())
}

fn value(entry: &Entry<'_>, report: &mut Report) -> Option<ValueDocument> {
    let name = parts::named(entry, report)?;
    let is_table = matches!(entry.value(), DeValue::Table(_));
    let texts: Vec<(Option<Text>, Text)> = if is_table {
        let members = entry.table(report)?.take_all();
        let member = |entry: &Entry<'_>, report: &mut Report| {
            Some((Some(parts::named(entry, report)?), entry.string(report)?))
        };
        members.iter().filter_map(|entry| member(entry, report)).collect()
    } else {
        vec![(None, entry.string(report)?)]
    };
    Some(ValueDocument { name, texts })
}
