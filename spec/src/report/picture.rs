//! A problem as a compiler would show it.

use std::ops::Range;

use annotate_snippets::renderer::{DEFAULT_TERM_WIDTH, DecorStyle};
use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::problem::Problem;
use super::severity::Severity;
use crate::source::{Place, Source};
use crate::veil;

/// How a report looks where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it may have colours.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

/// Without colours, for a wide page.
impl Default for Look {
    fn default() -> Self {
        Self { color: false, width: DEFAULT_TERM_WIDTH }
    }
}

impl Look {
    pub(crate) fn renderer(self) -> Renderer {
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(self.width)
    }
}

/// Draws a problem.
pub(super) fn of(problem: &Problem, look: Look) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let first = (&problem.place, problem.label.as_str(), AnnotationKind::Primary);
    let others = problem.related.iter();
    let others = others.map(|(place, label)| (place, label.as_str(), AnnotationKind::Context));
    let places = std::iter::once(first).chain(others);
    let flows = flows(problem);
    let group = level
        .primary_title(problem.message.as_str())
        .id(problem.rule)
        .elements(places.flat_map(|(place, label, kind)| shown(place, label, kind)))
        .elements(flows.iter().map(|flows| Level::NOTE.message(flows.as_str())))
        .elements(problem.help.iter().map(|help| Level::HELP.message(help.as_str())));
    look.renderer().render(&[group])
}

/// In which flows it shows.
pub(super) fn flows(problem: &Problem) -> Option<String> {
    let names: Vec<String> = problem.flows.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => None,
        Some((one, [])) => Some(format!("in the flow {one}")),
        Some((last, others)) => Some(format!("in the flows {} and {last}", others.join(", "))),
    }
}

/// A line longer than this is shown in part.
const LONG: usize = 2000;

/// The lines of a place, with what is said there. Of the file no more is looked at than they: who
/// shows a thousand problems would read it a thousand times.
fn shown<'a>(place: &'a Place, label: &'a str, kind: AnnotationKind) -> Vec<Element<'a>> {
    let source = &place.source;
    let whole = lines(source, &place.span);
    let cut = if whole.len() > LONG { part(source, &whole, &place.span) } else { whole.clone() };
    let inside = |byte: usize| byte.clamp(cut.start, cut.end) - cut.start;
    let annotation = kind.span(inside(place.span.start)..inside(place.span.end));
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    let (line, column) = place.line_column();
    let text = source.text.get(cut.clone()).unwrap_or_default();
    let snippet: Snippet<'a, Annotation<'a>> =
        Snippet::source(veil::over(text, &[source.secrets()])).line_start(line);
    let snippet = snippet.annotation(annotation);
    if cut == whole {
        return vec![snippet.path(source.path.as_str()).into()];
    }
    // The column is that of the whole line.
    let origin = Origin::path(source.path.as_str()).line(line).char_column(column);
    vec![origin.into(), snippet.into()]
}

/// The whole lines that a piece stands in.
fn lines(source: &Source, span: &Range<usize>) -> Range<usize> {
    let (_, start) = source.line(span.start);
    let (last, _) = source.line(span.end.max(span.start));
    let end = source.begin(last + 1);
    start.min(end)..end
}

/// What is near a piece on a long line.
fn part(source: &Source, whole: &Range<usize>, span: &Range<usize>) -> Range<usize> {
    let near = |byte: usize| {
        let at = byte.clamp(whole.start, whole.end);
        (at..=whole.end).find(|at| source.text.is_char_boundary(*at)).unwrap_or(whole.end)
    };
    let end = span.end.min(span.start + LONG / 4);
    near(span.start.saturating_sub(LONG / 4))..near(end + LONG / 4)
}
