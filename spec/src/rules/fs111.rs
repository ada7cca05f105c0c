//! FS111: a template is balanced, and names slots and filters that exist

use super::Rule;
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS111",
    severity: Severity::Error,
    summary: "a template is balanced, and names slots and filters that exist",
    why: "What is in braces is replaced; anything else is sent as it stands.",
    check: None,
};
