//! Where something stands: a file and a piece of it.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::veil::Secrets;

/// A file as read: its path as the user wrote it, and its text.
#[derive(Debug)]
pub struct Source {
    /// The path, for messages. One that is within this crate has a name that is no path.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// Whether it comes with this crate, and nobody can open it.
    bundled: bool,
    /// Where each line begins, once somebody asks.
    lines: OnceLock<Vec<usize>>,
    /// The secrets in it, once somebody asks.
    secrets: OnceLock<Secrets>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.bundled, &self.text) == (&other.path, other.bundled, &other.text)
    }
}

impl Eq for Source {}

impl Source {
    /// Takes a text under the path that messages name.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let (path, text) = (path.into(), text.into());
        Arc::new(Self::of(path, text, false))
    }

    /// Takes a text that comes with this crate, under a name that nothing takes for a file:
    /// `bundled:grants/implicit`.
    pub(crate) fn within(path: &str, text: &str) -> Arc<Self> {
        let name = format!("bundled:{}", path.trim_end_matches(".toml"));
        Arc::new(Self::of(name, text.to_owned(), true))
    }

    fn of(path: String, text: String, bundled: bool) -> Self {
        Self { path, text, bundled, lines: OnceLock::new(), secrets: OnceLock::new() }
    }

    /// The secrets that stand in it: no report repeats one.
    pub(crate) fn secrets(&self) -> &Secrets {
        self.secrets.get_or_init(|| Secrets::of(&self.text))
    }

    /// Whether it comes with this crate: there is no file that anybody could open or edit.
    #[must_use]
    pub fn is_bundled(&self) -> bool {
        self.bundled
    }

    /// The place of the whole file's beginning.
    #[must_use]
    pub fn start(self: &Arc<Self>) -> Place {
        Place { source: Arc::clone(self), span: 0..0 }
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        })
    }

    /// The line that a byte stands in, counted from 0, and where that begins.
    pub(crate) fn line(&self, byte: usize) -> (usize, usize) {
        let lines = self.lines();
        let nth = lines.partition_point(|start| *start <= byte).saturating_sub(1);
        (nth, lines.get(nth).copied().unwrap_or_default())
    }

    /// Where a line begins, counted from 0; the end of the text where there is none.
    pub(crate) fn begin(&self, line: usize) -> usize {
        self.lines().get(line).copied().unwrap_or(self.text.len())
    }

    fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = byte.min(self.text.len());
        let (line, start) = self.line(byte);
        let before = self.text.get(start..byte).unwrap_or_default();
        (line + 1, before.chars().count() + 1)
    }
}

/// A piece of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes, from and to.
    pub span: Range<usize>,
}

impl Place {
    /// Line and column of its beginning, counted from 1; columns are characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.span.start)
    }

    /// Line and column of the character after its end, counted from 1.
    #[must_use]
    pub fn end_line_column(&self) -> (usize, usize) {
        self.source.line_column(self.span.end)
    }

    /// Whether another piece stands within this one, and is not all of it.
    #[must_use]
    pub fn encloses(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.span, &other.span);
        let within = ours.start <= theirs.start && theirs.end <= ours.end;
        within && ours != theirs && self.source == other.source
    }

    /// The line of its beginning, without the break at its end.
    #[must_use]
    pub fn line(&self) -> &str {
        let (nth, start) = self.source.line(self.span.start);
        let line = self.source.text.get(start..self.source.begin(nth + 1)).unwrap_or_default();
        line.trim_end_matches(['\n', '\r'])
    }

    /// The query of the URL that stands here; all of it where there is none.
    #[must_use]
    pub fn query(&self) -> Self {
        let here = self.source.text.get(self.span.clone()).unwrap_or_default();
        let from = here.find('?').map_or(self.span.start, |at| self.span.start + at + 1);
        Self { source: Arc::clone(&self.source), span: from..self.span.end.max(from) }
    }

    /// A piece of a string value: `range` counts from the value's first character. The whole value
    /// where it is written with escapes, so that the two cannot be told apart.
    #[must_use]
    pub fn within(&self, value: &str, range: Range<usize>) -> Self {
        let start = self.span.start + 1;
        let plain = self.source.text.get(start..start + value.len()) == Some(value);
        if !plain {
            return self.clone();
        }
        Self { source: Arc::clone(&self.source), span: start + range.start..start + range.end }
    }
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.source.path, self.span.start, self.span.end).hash(state);
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_column();
        write!(f, "{}:{line}:{column}", self.source.path)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub place: Place,
}

impl<T> Spanned<T> {
    /// Joins the two.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Changes the value, keeps the place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), place: self.place }
    }
}

impl Spanned<String> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }
}
