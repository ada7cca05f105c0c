//! What is wrong with a file: all of it, in one go.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::Place;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably a mistake; the flow is built all the same.
    Warning,
    /// The flow is not built.
    Error,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One mistake: what, where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the rule (`FS201`).
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to say under the caret.
    pub label: String,
    /// Other places that belong to it, each with what to say there.
    pub related: Vec<(Place, String)>,
    /// What to write instead, and why.
    pub help: Vec<String>,
    /// Whether what stands at the place is a secret, which no report repeats.
    pub hides: bool,
}

impl Problem {
    /// An error at a place.
    pub fn error(rule: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message: message.into(),
            place: place.clone(),
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            hides: false,
        }
    }

    /// A warning at a place.
    pub fn warning(rule: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, place, message) }
    }

    /// A note at a place.
    pub fn note(rule: &'static str, place: &Place, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(rule, place, message) }
    }

    /// Says something under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.related.push((place.clone(), label.into()));
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// What stands at the place is a secret: it is not shown.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hides = true;
        self
    }

    /// One line that tools can read: `path:line:column: error[FS201]: message`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}: {}[{}]: {}", self.place, self.severity.as_str(), self.rule, self.message)
    }

    /// The problem as a compiler would show it: the line, a caret, what to write instead.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let masked = self.hides.then(|| self.place.masked());
        let text = masked.as_deref().unwrap_or(self.place.source.text.as_str());
        let group = level.primary_title(self.message.as_str()).id(self.rule).element(snippet(
            &self.place,
            text,
            AnnotationKind::Primary,
            &self.label,
        ));
        let group = self.with_related(group);
        let group = group.elements(self.help.iter().map(|h| Level::HELP.message(h.as_str())));
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }

    fn with_related<'a>(&'a self, group: Group<'a>) -> Group<'a> {
        group.elements(self.related.iter().map(|(place, label)| {
            snippet(place, &place.source.text, AnnotationKind::Context, label)
        }))
    }
}

fn snippet<'a>(
    place: &'a Place,
    text: &'a str,
    kind: AnnotationKind,
    label: &'a str,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let annotation = kind.span(place.span.clone());
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    Snippet::source(text).path(place.source.path.as_str()).annotation(annotation)
}

/// A rule that a file waives by name at one place, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The id of the rule.
    pub rule: String,
    /// What stands on the line that it is about: where that is written otherwise, the waiver ends.
    pub at: String,
    /// Why it does not apply.
    pub reason: String,
    /// The page that says so, where there is one.
    pub source: Option<String>,
    /// Where the waiver stands.
    pub place: Place,
}

/// All that is wrong with a file and those it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Adds a problem, unless it is there already.
    pub fn push(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Adds the problems of another report.
    pub fn extend(&mut self, other: Self) {
        for problem in other.problems {
            self.push(problem);
        }
    }

    /// The problems, in the order found.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether the flow can't be built.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many problems are of this severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.severity == severity).count()
    }

    /// Keeps the problems for which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.problems.retain(keep);
    }

    /// Puts errors first, and each severity in the order of the files.
    pub fn sort(&mut self) {
        self.problems.sort_by(|a, b| {
            let key = |p: &Problem| (p.place.source.path.clone(), p.place.span.start);
            b.severity.cmp(&a.severity).then_with(|| key(a).cmp(&key(b)))
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&problem.render(false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
