//! FS109: names become Rust: they are identifiers, and no keywords

use super::Rule;
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS109",
    severity: Severity::Error,
    summary: "names become Rust: they are identifiers, and no keywords",
    why: "States become types, transitions methods, variables fields.",
    check: None,
};
