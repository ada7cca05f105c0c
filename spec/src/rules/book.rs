//! The rule book: what each rule demands, why, and how it looks wrong and right.

use super::{Example, Rule, absent, all};
use crate::suggest;

/// All that there is to know of a rule, as Markdown; `None` where there is no such rule.
///
/// ```
/// let page = spotify_flow_spec::rules::page("FS602").unwrap();
/// assert!(page.starts_with("## FS602: PKCE uses S256\n"));
/// ```
#[must_use]
pub fn page(id: &str) -> Option<String> {
    super::find(id).map(chapter)
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
        text.push_str(&chapter(rule));
        text.push('\n');
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

fn chapter(rule: &Rule) -> String {
    let Rule { id, summary, why, example, .. } = rule;
    let waived = if rule.can_be_waived() { "" } else { " It can't be waived." };
    format!(
        "## {id}: {summary}\n\n{}.{waived} {why}\n\nWrong, in `{}`:\n\n{}\nRight:\n\n{}",
        severity(rule),
        example.file,
        block(example, example.bad),
        block(example, example.good),
    )
}

fn severity(rule: &Rule) -> String {
    let word = rule.severity.as_str();
    let (first, rest) = word.split_at_checked(1).unwrap_or(("", word));
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// What stands in the file; where that is nothing, it is said.
fn block(example: &Example, text: &str) -> String {
    let lines = |text: &str| text.trim_matches('\n').to_owned();
    let other = if text == example.good { example.bad } else { example.good };
    match lines(text).as_str() {
        "" => format!("```toml\n# without\n{}\n```\n", commented(&lines(other))),
        text => format!("```toml\n{text}\n```\n"),
    }
}

fn commented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("# {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}
