//! FS703: operations are different ones

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS703",
    severity: Severity::Error,
    summary: "operations are different ones",
    why: "Each becomes a type; two of one name, or of one method and path, would be one.",
    example: Example::of(
        example::API,
        r#"get       = "/artists/{id}""#,
        r#"get       = "/albums/{album}""#,
    ),
    check: None,
};
