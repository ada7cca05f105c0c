//! FS706: a parameter's name can be a method's

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS706",
    severity: Severity::Error,
    summary: "a parameter's name can be a method's",
    why: "Optional parameters become methods of the operation's type.",
    example: Example::of(
        example::API,
        r#"query     = { market = "string?" }"#,
        r#"query     = { new = "string?" }"#,
    ),
    check: None,
};
