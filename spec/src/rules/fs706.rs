//! FS706: a parameter's name can be a method's

use super::Rule;
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS706",
    severity: Severity::Error,
    summary: "a parameter's name can be a method's",
    why: "Optional parameters become methods of the operation's type.",
    check: None,
};
