//! FS701: a scope that is named is one of its provider's

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS701",
    severity: Severity::Error,
    summary: "a scope that is named is one of its provider's",
    why: "The compiler asks whether an app asks for a scope; one that nobody can ask for would close an operation to all, and in a request it fails the login.",
    example: Example::of(
        example::API,
        r#"scopes    = ["user_library_read"]"#,
        r#"scopes    = ["user_libary_read"]"#,
    ),
    check: None,
};
