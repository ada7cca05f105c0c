//! Where something stands: a file and a piece of it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A file as read: its path as the user wrote it, and its text.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The path, for messages.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// Takes a text under the path that messages name.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { path: path.into(), text: text.into() })
    }

    /// The place of the whole file's beginning.
    #[must_use]
    pub fn start(self: &Arc<Self>) -> Place {
        Place { source: Arc::clone(self), span: 0..0 }
    }

    fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        (line, column)
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

    /// The line of its beginning, without the break at its end.
    #[must_use]
    pub fn line(&self) -> &str {
        let text = self.source.text.as_str();
        let (before, after) = text.split_at_checked(self.span.start).unwrap_or((text, ""));
        let from = before.rfind('\n').map_or(0, |at| at + 1);
        let to = before.len() + after.find('\n').unwrap_or(after.len());
        text.get(from..to).unwrap_or_default().trim_end_matches('\r')
    }

    /// The text of the file, with stars for what stands here.
    #[must_use]
    pub fn masked(&self) -> String {
        let text = &self.source.text;
        let (before, rest) = text.split_at_checked(self.span.start).unwrap_or((text, ""));
        let (here, after) = rest.split_at_checked(self.span.len()).unwrap_or((rest, ""));
        // As many bytes, so that every other place stays where it is.
        let star = |byte: u8| if matches!(byte, b'"' | b'\n') { char::from(byte) } else { '*' };
        let stars: String = here.bytes().map(star).collect();
        format!("{before}{stars}{after}")
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
