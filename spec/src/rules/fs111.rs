//! FS111: a template is balanced, and names slots and filters that exist

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS111",
    severity: Severity::Error,
    summary: "a template is balanced, and names slots and filters that exist",
    why: "What is in braces is replaced; anything else is sent as it stands.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"code_challenge = "{code_verifier|s256}""#,
        r#"code_challenge = "{code_verfier|s256}""#,
    ),
    check: None,
};
