//! FS702: a path and its parameters agree

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS702",
    severity: Severity::Error,
    summary: "a path and its parameters agree",
    why: "A parameter without a place in the path is never sent; a place without a parameter stays open.",
    example: Example::of(
        example::API,
        r#"get       = "/albums/{id}/tracks""#,
        r#"get       = "/albums/{id}{id}/tracks""#,
    ),
    check: None,
};
