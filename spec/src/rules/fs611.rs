//! FS611: a loopback redirect URI is an address, not `localhost`

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS611",
    severity: Severity::Warning,
    summary: "a loopback redirect URI is an address, not `localhost`",
    why: "RFC 8252 section 8.3: a name may lead to another interface, or be answered by somebody else.",
    example: Example::of(
        example::PROVIDER,
        r#"allow  = ["https", "loopback_ip", "private_scheme"]"#,
        r#"allow  = ["https", "loopback_ip", "localhost", "private_scheme"]"#,
    ),
    check: None,
};
