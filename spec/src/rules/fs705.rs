//! FS705: a parameter is of a type that its place can carry

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS705",
    severity: Severity::Error,
    summary: "a parameter is of a type that its place can carry",
    why: "Paths and queries are texts; only a body carries JSON of any form.",
    example: Example::of(
        example::API,
        r#"query     = { market = "string?" }"#,
        r#"query     = { market = "text?" }"#,
    ),
    check: None,
};
