//! FS113: a variable stands where its type fits

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS113",
    severity: Severity::Error,
    summary: "a variable stands where its type fits",
    why: "An origin begins a URL, a label stands within one; anything else makes another URL than meant.",
    example: Example::added(
        example::SERVICE,
        r#"token = "https://accounts.spotify.com/api/token""#,
        r#"token = "{base}/api/token"

[variables]
base = { type = "origin" }"#,
        r#"token = "https://{base}/api/token"

[variables]
base = { type = "origin" }"#,
    ),
    check: None,
};
