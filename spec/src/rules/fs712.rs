//! FS712: a text shows what it says

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS712",
    severity: Severity::Error,
    summary: "a text shows what it says",
    why: "A control character can clear a terminal, and one that turns the direction of writing shows another line than the one that is read (CVE-2021-42574).",
    example: Example::of(
        example::PKCE,
        r#"title    = "Authorization code with PKCE""#,
        r#"title    = "Authorization \u202ecode with PKCE""#,
    ),
    check: None,
};
