//! The rule book: what each rule demands, why, and how it looks wrong and right.

use super::{Rule, absent, all};
use crate::suggest;

/// All that there is to know of a rule, as Markdown; `None` where there is no such rule.
///
/// ```
/// let page = spotify_flow_spec::rules::page("FS602").unwrap();
/// assert!(page.starts_with("## FS602: PKCE uses S256\n"));
/// ```
#[must_use]
pub fn page(id: &str) -> Option<String> {
    super::find(id).map(|rule| chapter(rule, whole))
}

/// The rule nearest to an id that names none.
#[must_use]
pub fn nearest(id: &str) -> Option<&'static str> {
    suggest::nearest(id, all().iter().map(|rule| rule.id))
}

/// Every rule, and what the language makes impossible, as Markdown.
#[must_use]
pub fn book() -> String {
    let mut text = String::from(
        "# The rules\n\n\
         What a spec file must keep, so that no unsafe or senseless flow is built. `spotify-flow \
         check` applies them, and so do the macros. A rule is waived by name, with a reason, in the \
         file that it concerns: `[allow] FS601 = { at = \"...\", because = \"...\" }`. `at` is what stands \
         on the line of the finding: when that is written otherwise, or the breach is worse, the waiver \
         ends. What no provider can need can't be waived.\n\n",
    );
    for rule in all() {
        text.push_str(&chapter(rule, tables));
        text.push_str(&files(rule));
    }
    text.push_str(
        "## What can't be written\n\n\
         Other mistakes of OAuth clients need no rule here: the language has no words for them, or \
         the engine does the right thing whatever a file says.\n\n\
         | id | mistake | why it can't occur |\n|---|---|---|\n",
    );
    for it in absent() {
        text.push_str(&format!("| {} | {} | {} |\n", it.id, it.mistake, it.reason));
    }
    text
}

/// A rule, with its example shown in one way or another.
fn chapter(rule: &Rule, show: fn(&str, &str) -> String) -> String {
    let Rule { id, summary, why, example, .. } = rule;
    let waived = if rule.can_be_waived() { "" } else { " It can't be waived." };
    let file = example.text();
    let (bad, good) = (example.written(file, example.bad), example.written(file, example.good));
    format!(
        "## {id}: {summary}\n\n{}.{waived} {why}\n\nWrong, in `{}`:\n\n{}\nRight:\n\n{}",
        severity(rule),
        example.file,
        show(&bad, &good),
        show(&good, &bad),
    )
}

/// The example as whole files, folded: who reads the book sees the tables that differ.
fn files(rule: &Rule) -> String {
    let example = rule.example;
    let file = example.text();
    let (bad, good) = (example.written(file, example.bad), example.written(file, example.good));
    format!(
        "\n<details><summary>Both as whole files</summary>\n\nWrong:\n\n{}\nRight:\n\n{}\n</details>\n\n",
        whole(&bad, &good),
        whole(&good, &bad),
    )
}

/// The whole file. Of a hundred operations those are left out that are the same in both.
fn whole(text: &str, other: &str) -> String {
    let others = split(other);
    let told = |table: &&str| !table.starts_with("[operations.") || !others.contains(table);
    block(&split(text).into_iter().filter(told).collect::<String>())
}

/// The tables of a file that another version has not, or has otherwise.
fn tables(text: &str, other: &str) -> String {
    let others = split(other);
    let ours: Vec<&str> = split(text).into_iter().filter(|it| !others.contains(it)).collect();
    if !ours.is_empty() {
        return block(&ours.concat());
    }
    let ours = split(text);
    let left_out: Vec<&str> = others.into_iter().filter(|it| !ours.contains(it)).collect();
    block(&format!("# without\n{}", commented(left_out.concat().trim_matches('\n'))))
}

/// A file in its tables, each with its header; what stands above the first is one, too.
fn split(text: &str) -> Vec<&str> {
    let mut tables = Vec::new();
    let (mut begin, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') && at > begin {
            tables.extend(text.get(begin..at));
            begin = at;
        }
        at += line.len();
    }
    tables.extend(text.get(begin..));
    tables
}

fn block(text: &str) -> String {
    format!("```toml\n{}\n```\n", text.trim_matches('\n'))
}

fn severity(rule: &Rule) -> String {
    let word = rule.severity.as_str();
    let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
    format!("{}{rest}", first.to_ascii_uppercase())
}

fn commented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("# {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
