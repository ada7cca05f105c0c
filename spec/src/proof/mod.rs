//! Proof, not opinion: for each property that a flow claims, what proves it or what breaks it.
//!
//! The rules say that a claim is wrong; a proof says why it is right, too, on the lines of the files:
//! the step that no path gets around, or the shortest path that does.

mod evidence;
mod properties;

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Snippet};

use crate::property::Property;
use crate::report::Look;
use crate::resolve::Subject;
use crate::source::{Place, Source};

/// What was found of a property that a flow claims.
///
/// ```
/// use spotify_flow_spec::{Disk, check_file, proof::Verdict};
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/providers/spotify/client_credentials.toml");
/// let checked = check_file(path.as_ref(), &Disk);
/// assert_eq!(checked.proofs.len(), 4);
/// assert!(checked.proofs.iter().all(|proof| proof.verdict != Verdict::Refuted));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The property.
    pub property: Property,
    /// What the file says of it.
    pub claimed: bool,
    /// Whether that is so.
    pub verdict: Verdict,
    /// Why, in one line.
    pub why: String,
    /// Where the property stands.
    pub place: Place,
    /// What shows it, place by place: the steps of a path are numbered.
    pub evidence: Vec<(Place, String)>,
}

/// Whether a property is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is, and the evidence shows it.
    Proved,
    /// It takes something away, which a flow may always do.
    Restricts,
    /// It is not, and the evidence shows the shortest path that breaks it.
    Refuted,
    /// It follows from another property, whose claim was refuted.
    Open,
}

impl Verdict {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Restricts => "restricts",
            Self::Refuted => "refuted",
            Self::Open => "open",
        }
    }
}

impl Proof {
    /// One line that tools can read: `path:line:column: proved: refreshable = true: why`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}: {}: {}", self.place, self.verdict.as_str(), self.title())
    }

    fn title(&self) -> String {
        format!("`{} = {}`: {}", self.property.key(), self.claimed, self.why)
    }

    /// The proof as a compiler would show it: the claim, and the path on the lines that declare it.
    #[must_use]
    pub fn render(&self, look: Look) -> String {
        let level = match self.verdict {
            Verdict::Proved => Level::NOTE,
            Verdict::Restricts | Verdict::Open => Level::INFO,
            Verdict::Refuted => Level::ERROR,
        };
        let title = self.title();
        let group = level
            .with_name(self.verdict.as_str())
            .primary_title(title.as_str())
            .elements(self.sources().into_iter().map(|source| self.snippet(source)));
        look.renderer().render(&[group])
    }

    /// The files that the proof stands in, the flow's own first.
    fn sources(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = Vec::new();
        let places = std::iter::once(&self.place).chain(self.evidence.iter().map(|(it, _)| it));
        for place in places {
            if !sources.iter().any(|seen| **seen == *place.source) {
                sources.push(&place.source);
            }
        }
        sources
    }

    fn snippet<'a>(&'a self, source: &'a Source) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let here = |place: &Place| *place.source == *source;
        let claim = here(&self.place)
            .then(|| AnnotationKind::Primary.span(self.place.span.clone()).label("claimed here"));
        let shown = self.evidence.iter().filter(|(place, _)| here(place)).map(|(place, label)| {
            AnnotationKind::Context.span(place.span.clone()).label(label.as_str())
        });
        Snippet::source(source.text.as_str())
            .path(source.path.as_str())
            .annotations(claim.into_iter().chain(shown))
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Look::default()))
    }
}

/// Judges all four claims of a flow.
pub(crate) fn all(subject: &Subject) -> Vec<Proof> {
    Property::ALL.map(|property| properties::judge(subject, property)).into()
}
