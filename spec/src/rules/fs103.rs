//! FS103: nothing is defined twice

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS103",
    severity: Severity::Error,
    summary: "nothing is defined twice",
    why: "Of two definitions one is ignored, and nobody knows which.",
    example: Example::added(
        example::PKCE,
        "[options]\n",
        "[options]\n",
        r#"[options]
authorize   = { type = "bool", in = "authorize.query" }
"#,
    ),
    check: None,
};
