//! FS101: every key is known

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS101",
    severity: Severity::Error,
    summary: "every key is known",
    why: "A mistyped key would be read by nobody: the file would say something that nobody does.",
    example: Example::of(example::PKCE, "refreshable        = true", "refreshabel        = true"),
    check: None,
};
