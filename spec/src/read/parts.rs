//! What several kinds of file have in common.

use toml::de::DeValue;

use super::entry::Entry;
use super::table::Table;
use crate::document::{BindDocument, DeprecationDocument, Text};
use crate::flow::Class;
use crate::report::{Problem, Report, Waiver};
use crate::rules::{FS100, FS104, FS110, FS711};
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
    let Some(mut table) = waiver_table(entry, report) else {
        return Some(everywhere(rule));
    };
    let at = table.require("at", report);
    let reason = table.require("because", report);
    let page = table.has("source").then(|| table.peek("source")).flatten();
    source(&mut table, report);
    table.finish(report);
    let (Some(at), Some(reason)) = (at, reason) else { return Some(everywhere(rule)) };
    for (text, what) in [(&reason, "gives no reason"), (&at, "names no place")] {
        if text.value.trim().is_empty() {
            let message = format!("the waiver of `{}` {what}", rule.value);
            let problem = Problem::error(FS100.id, &text.place, message);
            report.push(problem.help(format!("a waiver is {WAIVER}")));
            return Some(everywhere(rule));
        }
    }
    if !names_a_place(&at.value) {
        let message = format!("`{}` stands on too many lines", at.value.escape_debug());
        let problem = Problem::error(FS100.id, &at.place, message);
        report.push(problem.help("write the word that the finding is about, or more of its line"));
        return Some(everywhere(rule));
    }
    Some(Waiver {
        rule: rule.value.clone(),
        at: at.value,
        reason: reason.value,
        source: page,
        place: rule.place.clone(),
    })
}

/// Whether a text tells one line from others: a whole word, three letters at least.
fn names_a_place(at: &str) -> bool {
    at.split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().count() >= 3)
}

fn waiver_table<'a>(entry: &Entry<'a>, report: &mut Report) -> Option<Table<'a>> {
    if !matches!(entry.value(), DeValue::Table(_)) {
        return entry.refuse(WAIVER, report);
    }
    entry.table(report)
}

/// A waiver that can't be read is one mistake: what it was to waive is not told as well.
fn everywhere(rule: &Text) -> Waiver {
    Waiver {
        rule: rule.value.clone(),
        at: String::new(),
        reason: String::new(),
        source: None,
        place: rule.place.clone(),
    }
}

/// A waiver as it is written.
const WAIVER: &str = "`{ at = \"what stands on the line\", because = \"...\" }`";

/// The page that says so: the documentation of a provider's facts.
pub(super) fn source(table: &mut Table<'_>, report: &mut Report) -> bool {
    let Some(source) = table.string("source", report) else { return false };
    let url = |scheme: &str| source.value.strip_prefix(scheme).is_some_and(|it| it.contains('.'));
    let plain = source.value.chars().all(|c| c.is_ascii_graphic());
    if !plain || !(url("https://") || url("http://")) {
        let message = format!("`{}` is no page", source.value.escape_debug());
        report.push(
            Problem::error(FS711.id, &source.place, message)
                .help("write the URL of the page that says so: \"https://...\""),
        );
    }
    true
}

/// Reads the source of a table of facts; one without is kept, to be told of.
pub(super) fn fact(table: &mut Table<'_>, without: &mut Vec<Text>, report: &mut Report) {
    if table.says_nothing() {
        let message = format!("{} says nothing", table.name);
        report.push(Problem::warning(FS110.id, &table.place, message).help("remove it"));
    } else if !source(table, report) {
        without.push(Spanned::new(table.name.clone(), table.place.clone()));
    }
}

/// What takes a rule away is said by the provider's own documentation.
pub(super) fn documented(table: &mut Table<'_>, report: &mut Report) {
    if !table.has("source") {
        table.missing("source", "source = \"https://...\"` with the page that says so, `");
    }
    source(table, report);
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
    let note = note?;
    if note.value.trim().is_empty() {
        let problem = Problem::error(FS100.id, &note.place, "a deprecation without a reason");
        report.push(problem.help("say what the provider has ended, and when"));
    }
    Some(DeprecationDocument { since, note, instead })
}

fn leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits, range: std::ops::RangeInclusive<u32>| {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain && part.parse().is_ok_and(|number| range.contains(&number))
    };
    let [year, month, day] = parts.as_slice() else { return false };
    let days = match *month {
        "02" if year.parse().is_ok_and(leap) => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    number(year, 4, 1..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=days)
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

/// The parameters of a request, in the order of the file.
pub(super) fn parameters(
    table: &mut Table<'_>,
    key: &'static str,
    report: &mut Report,
) -> Vec<(Text, Text)> {
    let pairs = texts(table, key, report);
    pairs.iter().for_each(|(name, _)| parameter_name(name, report));
    pairs
}

/// What a parameter may be called: visible ASCII that means nothing in a form.
pub(super) fn parameter_name(name: &Text, report: &mut Report) {
    let plain = |c: char| c.is_ascii_graphic() && !"=&#?%+\"\\<>^`{|}".contains(c);
    if !name.value.is_empty() && name.value.chars().all(plain) {
        return;
    }
    let message = format!("`{}` is no name of a parameter", name.value.escape_default());
    report.push(
        Problem::error(FS100.id, &name.place, message).help(
            "letters of ASCII, digits, and signs but for those that mean something in a form",
        ),
    );
}

/// `bind = { code = "code", realm_id = { from = "realmId", class = "public", keep = true } }`
pub(super) fn bind(table: &mut Table<'_>, report: &mut Report) -> Vec<BindDocument> {
    let Some(mut table) = table.table("bind", report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|entry| binding(entry, report)).collect()
}

fn binding(entry: &Entry<'_>, report: &mut Report) -> Option<BindDocument> {
    let slot = entry.key.clone();
    if !matches!(entry.value(), DeValue::Table(_)) {
        let from = entry.string(report)?;
        let (class, keep, optional, scopes) = (None, None, false, None);
        return Some(BindDocument { slot, from, class, keep, optional, scopes });
    }
    let mut table = entry.table(report)?;
    let from = table.require("from", report);
    let class = table.take("class").and_then(|entry| entry.word(&CLASSES, report));
    let mut said = |key| table.boolean(key, report).filter(|said| said.value).map(|it| it.place);
    let (keep, scopes) = (said("keep"), said("scopes"));
    let optional = flag(&mut table, "optional", report);
    table.finish(report);
    let class = class.map(|class| class.value);
    Some(BindDocument { slot, from: from?, class, keep, optional, scopes })
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
