//! FS713: a file that stands where another is looked for is that file

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS713",
    severity: Severity::Warning,
    summary: "a file that stands where another is looked for is that file",
    why: "Where a neighbour goes by another name, the bundled file is used in its place, and what was written into the neighbour does nothing.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"name    = "authorization_code_pkce""#,
        r#"name    = "pkce""#,
    ),
    check: None,
};
