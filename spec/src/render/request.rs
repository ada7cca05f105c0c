//! What a step sends or reads, parameter by parameter, in Markdown.

use super::act::{self, Act, Row, What};
use crate::flow::{Flow, Post, Transition};

/// What a transition does, a line each: the request with its parameters, or what is read.
#[must_use]
pub fn lines(flow: &Flow, transition: &Transition) -> Vec<String> {
    markdown(&act::of(flow, transition))
}

/// What a back-channel request sends, a line each.
#[must_use]
pub fn post_lines(flow: &Flow, post: &Post) -> Vec<String> {
    markdown(&act::posted(flow, post))
}

fn markdown(act: &Act) -> Vec<String> {
    let url = act.url.as_ref().map(|url| format!(" `{url}` with")).unwrap_or_default();
    let mut lines = vec![format!("{}{url}", act.does)];
    lines.extend(act.sent.iter().map(line));
    if !act.mints.is_empty() {
        let drawn =
            act.mints.iter().map(|(name, secret)| act::marked(&format!("`{name}`"), *secret));
        let drawn = drawn.collect::<Vec<_>>().join(" and ");
        lines.extend([String::new(), format!("Fresh and random each time: {drawn}.")]);
    }
    if !act.sent.is_empty() && !act.back.is_empty() {
        lines.extend([String::new(), "Of the answer:".to_owned()]);
    }
    lines.extend(act.back.iter().map(line));
    lines
}

fn line(row: &Row) -> String {
    let name = &row.name;
    let text = match &row.what {
        What::Value(value) => format!("- `{name}` = `{value}`"),
        What::Words(words) => format!("- `{name}` {words}"),
    };
    let text = act::marked(&text, row.secret);
    if row.option { format!("{text}, when the app sets it") } else { text }
}
