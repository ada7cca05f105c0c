//! FS206: a value from an answer says how carefully it is to be handled

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS206",
    severity: Severity::Error,
    summary: "a value from an answer says how carefully it is to be handled",
    why: "RFC 6749 section 10.3: secrets are confidential in transit and storage. What is not known to be public might be a secret: it would end up in a log or a URL.",
    example: Example::added(
        example::PKCE_GRANT,
        r#"bind = { code = "code" }"#,
        r#"bind = { code = { from = "code", class = "one_time" } }"#,
        r#"bind = { code = { from = "code", class = "public" } }"#,
    ),
    check: None,
};
