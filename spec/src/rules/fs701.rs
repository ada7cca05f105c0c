//! FS701: an operation needs scopes that its provider has

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS701",
    severity: Severity::Error,
    summary: "an operation needs scopes that its provider has",
    why: "The compiler asks whether an app asks for a scope; one that nobody can ask for would close the operation to all.",
    example: Example::of(
        example::API,
        r#"scopes    = ["user_library_read"]"#,
        r#"scopes    = ["user_libary_read"]"#,
    ),
    check: None,
};
