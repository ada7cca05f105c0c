//! FS104: every name that is used is defined

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS104",
    severity: Severity::Error,
    summary: "every name that is used is defined",
    why: "A name that names nothing is a misspelling.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"to   = "code_received""#,
        r#"to   = "code_recieved""#,
    ),
    check: None,
};
