//! What is sent: parameters, and the templates that their values are made by.

use super::SlotId;

/// A parameter of a query or a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Template,
}

/// A text with slots in it. A parameter whose template comes out empty because an optional slot
/// (`{slot?}`) is empty is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

impl Template {
    /// The slots in it, in order.
    pub fn slots(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.0.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Slot { slot, .. } => Some(*slot),
        })
    }

    /// The text, when there is no slot in it.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Literal(String),
    /// A slot's value.
    Slot {
        /// The slot.
        slot: SlotId,
        /// What is done to the value first.
        filter: Option<Filter>,
        /// Whether the slot may be empty.
        optional: bool,
    },
}

/// What a template does to a slot's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// SHA-256, then base64url without padding (RFC 7636 section 4.2).
    S256,
}

impl Filter {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "s256",
        }
    }
}
