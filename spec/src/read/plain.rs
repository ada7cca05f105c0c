//! Texts show what they say, and hold no secret: no control characters, nothing that turns the
//! direction of writing, no key that is known by its look.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::report::{Problem, Report};
use crate::rules::{FS625, FS712};
use crate::source::{Place, Source};
use crate::veil;

/// Looks at the whole file as written, comments too, and at every text with its escapes undone.
pub(super) fn check(source: &Arc<Source>, table: &DeTable<'_>, report: &mut Report) {
    let place = |span| Place { source: Arc::clone(source), span };
    let odd = source.text.char_indices().find(|(at, c)| turns(*c) && !(*at == 0 && *c == BOM));
    if let Some((at, c)) = odd {
        tell(&place(at..at + c.len_utf8()), c, report);
    }
    within(table, &mut |span, text, multiline| {
        let wrong = |c: &char| {
            turns(*c) || (c.is_control() && !(multiline && matches!(c, '\n' | '\r' | '\t')))
        };
        if let Some(c) = text.chars().find(wrong) {
            tell(&place(span), c, report);
        }
    });
}

/// A key that is known by its look is one wherever it stands: in a comment, in a summary, in a path.
pub(super) fn keys(source: &Arc<Source>, report: &mut Report) {
    let text = &source.text;
    for span in veil::keys(text) {
        let place = Place { source: Arc::clone(source), span };
        let problem = Problem::error(FS625.id, &place, "what looks like a secret is in the file");
        report.push(
            problem.help("remove it, and take the secret back: it is no secret any more").apart(),
        );
    }
}

fn tell(place: &Place, c: char, report: &mut Report) {
    let message = format!("a character that nobody sees: {}", c.escape_unicode());
    report.push(Problem::error(FS712.id, place, message).help("remove it"));
}

const BOM: char = '\u{feff}';

/// What turns the direction of writing, or has no width.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | BOM)
}

type Span = std::ops::Range<usize>;

/// Every text of a table, with whether it may have several lines.
fn within(table: &DeTable<'_>, tell: &mut impl FnMut(Span, &str, bool)) {
    for (key, value) in table {
        tell(key.span(), key.get_ref(), false);
        let prose = matches!(key.get_ref().as_ref(), "summary" | "note" | "because");
        each(value, prose, tell);
    }
}

fn each(value: &toml::Spanned<DeValue<'_>>, prose: bool, tell: &mut impl FnMut(Span, &str, bool)) {
    match value.get_ref() {
        DeValue::String(text) => tell(value.span(), text, prose),
        DeValue::Array(items) => items.iter().for_each(|item| each(item, prose, tell)),
        DeValue::Table(table) => within(table, tell),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}
