//! Templates: `{slot}`, `{slot|filter}`, `{slot?}`, and text.

use std::ops::Range;

use super::slots::Slots;
use crate::document::Text;
use crate::flow::{Filter, Part, SlotId, Template};
use crate::report::{Problem, Report};
use crate::rules::FS111;
use crate::source::Place;

/// A piece of a template as written.
enum Piece<'a> {
    Literal(String),
    Placeholder(&'a str, Range<usize>),
}

/// Reads a template; the slots in it are looked up, each of them. A misspelt one is told, and read as
/// what it is most like: all else is judged as if that were mended.
pub(super) fn resolve(text: &Text, slots: &Slots, report: &mut Report) -> Option<Template> {
    let pieces = pieces(text, report)?;
    let parts = pieces.into_iter().map(|piece| match piece {
        Piece::Literal(literal) => Some(Part::Literal(literal)),
        Piece::Placeholder(inner, range) => placeholder(text, inner, range, slots, report),
    });
    // One that can't be read does not keep the others from being told.
    let parts: Vec<Option<Part>> = parts.collect();
    parts.into_iter().collect::<Option<_>>().map(Template)
}

/// Splits at the braces. What is not text yet is `rest`; `at` is where it begins.
fn pieces<'a>(text: &'a Text, report: &mut Report) -> Option<Vec<Piece<'a>>> {
    let value = text.value.as_str();
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = value;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(brace);
        let at = value.len() - from_brace.len();
        literal.push_str(before);
        if let Some(after) = from_brace.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = from_brace.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else if let Some((inner, after)) = closed(from_brace) {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Placeholder(inner, at + 1..at + 1 + inner.len()));
            rest = after;
        } else {
            return unbalanced(text, at..at + 1, from_brace, report);
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Some(pieces)
}

/// What stands between `{` and the `}` that closes it, and what follows.
fn closed(text: &str) -> Option<(&str, &str)> {
    let (inner, after) = text.strip_prefix('{')?.split_once('}')?;
    (!inner.contains('{')).then_some((inner, after))
}

fn unbalanced<T>(text: &Text, at: Range<usize>, rest: &str, report: &mut Report) -> Option<T> {
    let opens = rest.starts_with('{');
    let what = if opens { "this `{` is not closed" } else { "this `}` closes nothing" };
    let place = text.place.within(&text.value, at);
    report.push(
        Problem::error(FS111.id, &place, what)
            .help("a slot is written `{slot}`; write `{{` or `}}` for a brace"),
    );
    None
}

fn placeholder(
    text: &Text,
    inner: &str,
    range: Range<usize>,
    slots: &Slots,
    report: &mut Report,
) -> Option<Part> {
    let place = text.place.within(&text.value, range);
    let (name, filter) = match inner.split_once('|') {
        Some((name, filter)) => (name, Some(filter)),
        None => (inner, None),
    };
    let (name, optional) = match name.strip_suffix('?') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let filter = match filter {
        None => None,
        Some("s256") => Some(Filter::S256),
        Some(other) => {
            let message = format!("`{other}` is no filter");
            report.push(Problem::error(FS111.id, &place, message).help("the filter is `s256`"));
            return None;
        }
    };
    if filter.is_some() && optional {
        let message = format!("a hash can't be left out: `{name}` must be there");
        report.push(
            Problem::error(FS111.id, &place, message).help(format!("write `{{{name}|s256}}`")),
        );
        return None;
    }
    let slot = match slots.find(name) {
        Some(slot) => slot,
        None => meant(name, &place, slots, report)?,
    };
    Some(Part::Slot { slot, filter, optional })
}

/// The slot that a name was meant for which is no slot's.
fn meant(name: &str, place: &Place, slots: &Slots, report: &mut Report) -> Option<SlotId> {
    let message = format!("there is no slot `{name}`");
    let problem = Problem::error(FS111.id, place, message);
    let near = slots.nearest(name).and_then(|id| Some((id, &slots.get(id)?.name)));
    let Some((id, near)) = near else {
        report.push(problem.help(
            "a slot is minted, bound from an answer, brought by the app, or declared under \
             `[variables]`",
        ));
        return None;
    };
    report.push(problem.help(format!("did you mean `{{{near}}}`?")).apart());
    Some(id)
}
