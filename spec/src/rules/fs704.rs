//! FS704: who may call an operation can ask for what it needs

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS704",
    severity: Severity::Error,
    summary: "who may call an operation can ask for what it needs",
    why: "An operation that the app's own token calls needs no user's scope; one that acts for a user needs a flow in which a user agrees.",
    example: Example::of(
        example::API,
        r#"get       = "/artists/{id}"
"#,
        r#"get       = "/artists/{id}"
scopes    = ["user_read_email"]
"#,
    ),
    check: None,
};
