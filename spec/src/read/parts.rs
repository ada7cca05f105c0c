//! What several kinds of file have in common.

use toml::de::DeValue;

use super::entry::Entry;
use super::table::Table;
use crate::document::{BindDocument, DeprecationDocument, Text};
use crate::flow::Class;
use crate::report::{Problem, Report, Waiver};
use crate::rules::{FS100, FS104};
use crate::source::Spanned;

/// `[allow]`: rules waived by name, each with a reason.
pub(super) fn allow(root: &mut Table<'_>, report: &mut Report) -> Vec<Waiver> {
    let Some(mut table) = root.table("allow", report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|entry| waiver(entry, report)).collect()
}

fn waiver(entry: &Entry<'_>, report: &mut Report) -> Option<Waiver> {
    let rule = &entry.key;
    if crate::rules::find(&rule.value).is_none() {
        let problem = Problem::error(FS104.id, &rule.place, format!("`{}` is no rule", rule.value));
        let known = crate::rules::all().iter().map(|rule| rule.id);
        report.push(match crate::suggest::nearest(&rule.value, known) {
            Some(near) => problem.help(format!("did you mean `{near}`?")).instead(near),
            None => problem.help("rules are named like `FS601`"),
        });
        return None;
    }
    let reason = entry.string(report)?;
    if reason.value.trim().is_empty() {
        let message = format!("the waiver of `{}` gives no reason", rule.value);
        report.push(
            Problem::error(FS100.id, &reason.place, message)
                .help("say why the rule does not apply here"),
        );
    }
    Some(Waiver { rule: rule.value.clone(), reason: reason.value, place: rule.place.clone() })
}

/// `deprecated = { since = "2025-11-27", note = "...", use = "..." }`
pub(super) fn deprecated(
    table: &mut Table<'_>,
    report: &mut Report,
) -> Option<DeprecationDocument> {
    let mut table = table.table("deprecated", report)?;
    let since = table.require("since", report);
    let note = table.require("note", report);
    let instead = table.string("use", report);
    table.finish(report);
    let since = since?;
    if !is_date(&since.value) {
        let message = format!("`{}` is no date", since.value);
        report.push(
            Problem::error(FS100.id, &since.place, message).help("write it as \"2025-11-27\""),
        );
    }
    Some(DeprecationDocument { since, note: note?, instead })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits, range: std::ops::RangeInclusive<u32>| {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain && part.parse().is_ok_and(|number| range.contains(&number))
    };
    let [year, month, day] = parts.as_slice() else { return false };
    number(year, 4, 1..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31)
}

/// A table of names and texts, in the order of the file.
pub(super) fn texts(
    table: &mut Table<'_>,
    key: &'static str,
    report: &mut Report,
) -> Vec<(Text, Text)> {
    let Some(mut table) = table.table(key, report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|e| Some((named(e, report)?, e.string(report)?))).collect()
}

/// The name of an entry, which must be one.
pub(super) fn named(entry: &Entry<'_>, report: &mut Report) -> Option<Text> {
    if entry.key.value.is_empty() {
        let problem = Problem::error(FS100.id, &entry.key.place, "this has no name");
        report.push(problem.help("write what it is called before the `=`"));
        return None;
    }
    Some(entry.key.clone())
}

/// `bind = { code = "code", realm_id = { from = "realmId", class = "public" } }`
pub(super) fn bind(table: &mut Table<'_>, report: &mut Report) -> Vec<BindDocument> {
    let Some(mut table) = table.table("bind", report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|entry| binding(entry, report)).collect()
}

fn binding(entry: &Entry<'_>, report: &mut Report) -> Option<BindDocument> {
    let slot = entry.key.clone();
    if !matches!(entry.value(), DeValue::Table(_)) {
        return Some(BindDocument { slot, from: entry.string(report)?, class: None });
    }
    let mut table = entry.table(report)?;
    let from = table.require("from", report);
    let class = table.take("class").and_then(|entry| entry.word(&CLASSES, report));
    table.finish(report);
    Some(BindDocument { slot, from: from?, class: class.map(|class| class.value) })
}

const CLASSES: [(&str, Class); 5] = [
    ("public", Class::Public),
    ("personal", Class::Personal),
    ("one_time", Class::OneTime),
    ("secret", Class::Secret),
    ("long_secret", Class::LongSecret),
];

/// A flag that is `false` when left out.
pub(super) fn flag(table: &mut Table<'_>, key: &'static str, report: &mut Report) -> bool {
    table.boolean(key, report).is_some_and(|flag: Spanned<bool>| flag.value)
}
