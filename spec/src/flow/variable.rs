//! What the app brings beside its credentials: parts of URLs, parameters, headers.

use super::{Pattern, SlotId};
use crate::resolve::upper_camel;

/// A value that the app brings: a field of its struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name: a field of the app's struct.
    pub name: String,
    /// What it may be.
    pub kind: VariableKind,
    /// The only values that it may have, where the file lists them.
    pub values: Vec<Choice>,
    /// How its text must look.
    pub pattern: Option<Pattern>,
    /// What it is where the app brings none.
    pub default: Option<String>,
    /// Whether the flow does without.
    pub optional: bool,
    /// What it is, for people.
    pub summary: String,
    /// The slot that carries it.
    pub slot: SlotId,
}

impl Variable {
    /// Whether a slot stands for it, or for one of the texts that a value of it has.
    #[must_use]
    pub fn has(&self, slot: SlotId) -> bool {
        let texts = self.values.first().map(|choice| choice.texts.as_slice()).unwrap_or_default();
        self.slot == slot || texts.iter().any(|(of, _)| *of == slot)
    }
}

/// One of the values that a variable may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name: what the app says.
    pub name: String,
    /// What each slot of the variable is then. Every value has the same slots, in one order.
    pub texts: Vec<(SlotId, String)>,
}

impl Choice {
    /// Its name as a variant in Rust: `UsEast1` of `us-east-1`.
    #[must_use]
    pub fn variant(&self) -> String {
        variant(&self.name)
    }

    /// What a slot is, where the app says this.
    #[must_use]
    pub fn text(&self, slot: SlotId) -> Option<&str> {
        self.texts.iter().find(|(of, _)| *of == slot).map(|(_, text)| text.as_str())
    }
}

/// The name of a value as a variant in Rust; one that begins with a digit gets a letter before it.
pub(crate) fn variant(name: &str) -> String {
    let camel = upper_camel(&name.replace(['-', '.'], "_"));
    if camel.starts_with(|c: char| c.is_ascii_digit()) { format!("V{camel}") } else { camel }
}

/// What a variable may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// One label of a host name or one segment of a path: `acme-corp`.
    Label,
    /// Labels of a host name with dots between them: `eu.acme`.
    Host,
    /// A scheme, host and port: `https://auth.example.com`.
    Origin,
    /// An origin with a path: `https://example.com/jira`.
    Url,
    /// Any text, in a parameter or a header.
    String,
    /// A text that must not be seen.
    Secret,
    /// One of the values that the file lists.
    Values,
}

impl VariableKind {
    /// Those that a file says by a word.
    pub const ALL: [Self; 6] =
        [Self::Label, Self::Host, Self::Origin, Self::Url, Self::String, Self::Secret];

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Host => "host",
            Self::Origin => "origin",
            Self::Url => "url",
            Self::String => "string",
            Self::Secret => "secret",
            Self::Values => "values",
        }
    }
}
