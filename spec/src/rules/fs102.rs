//! FS102: a file names the format it is written in

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS102",
    severity: Severity::Error,
    summary: "a file names the format it is written in",
    why: "An engine that guesses at a newer format does something else than the file says.",
    example: Example::of(example::PKCE, "format = 1", "format = 2"),
    check: None,
};
