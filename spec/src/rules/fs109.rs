//! FS109: names become Rust: they are identifiers, and no keywords

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS109",
    severity: Severity::Error,
    summary: "names become Rust: they are identifiers, and no keywords",
    why: "States become types, transitions methods, variables fields.",
    example: Example::of(example::PKCE, "show_dialog =", "type ="),
    check: None,
};
