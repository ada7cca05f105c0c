//! FS112: only a variable of the app may build a URL

use super::Rule;
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS112",
    severity: Severity::Error,
    summary: "only a variable of the app may build a URL",
    why: "A value that came from a server or a user could send secrets to another host (RFC 9700 section 4.11).",
    check: None,
};
