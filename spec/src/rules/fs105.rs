//! FS105: a machine has one initial state

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS105",
    severity: Severity::Error,
    summary: "a machine has one initial state",
    why: "An attempt must begin somewhere.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"initial = "ready"
"#,
        "",
    ),
    check: None,
};
