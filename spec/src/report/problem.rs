//! One mistake.

use std::borrow::Cow;
use std::sync::Arc;

use super::picture::{self, Look};
use super::severity::Severity;
use crate::source::Place;
use crate::veil::{self, Secrets};

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
    /// The edit that the help asks for, where it is one that a program can make.
    pub fix: Option<Fix>,
    /// The flows in which it shows, where the file is not the flow's own.
    pub flows: Vec<String>,
    /// Whether all else can be judged as if it were not there.
    pub(crate) apart: bool,
}

/// An edit of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub place: Place,
    /// What is written there instead.
    pub text: String,
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
            fix: None,
            flows: Vec::new(),
            apart: false,
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

    /// Whether the flow is not built for it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
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

    /// Says what to write instead, and is sure enough of it to write it: in the place of what is
    /// pointed at, `text` as it stands in the file.
    #[must_use]
    pub(crate) fn instead(mut self, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { place: self.place.clone(), text: text.into() });
        self
    }

    /// All else in the file can be judged as if this were not there.
    #[must_use]
    pub(crate) fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// The same without the secrets of its files, whatever it says.
    pub(super) fn veiled(mut self) -> Self {
        let mut sources = vec![Arc::clone(&self.place.source)];
        for (place, _) in &self.related {
            if !sources.iter().any(|it| Arc::ptr_eq(it, &place.source)) {
                sources.push(Arc::clone(&place.source));
            }
        }
        let secrets: Vec<&Secrets> = sources.iter().map(|it| it.secrets()).collect();
        let related = self.related.iter_mut().map(|(_, label)| label);
        let texts = [&mut self.message, &mut self.label].into_iter().chain(&mut self.help);
        for text in texts.chain(related) {
            if let Cow::Owned(veiled) = veil::over(text, &secrets) {
                *text = veiled;
            }
        }
        self
    }

    /// One line that tools can read: `path:line:column: error[FS201]: message`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}: {}[{}]: {}", self.place, self.severity.as_str(), self.rule, self.message)
    }

    /// The problem as a compiler would show it: the line, a caret, what to write instead.
    #[must_use]
    pub fn render(&self, look: Look) -> String {
        picture::of(self, look)
    }
}
