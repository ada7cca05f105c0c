//! FS117: a limit is within its range

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS117",
    severity: Severity::Error,
    summary: "a limit is within its range",
    why: "A lifetime of nothing or of centuries is a slip of the pen.",
    example: Example::of(
        example::PROVIDER,
        r#"lifetime = { months = 6, from = "authorization" }"#,
        r#"lifetime = { months = 0, from = "authorization" }"#,
    ),
    check: None,
};
