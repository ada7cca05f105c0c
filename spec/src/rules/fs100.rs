//! FS100: a spec file is TOML, with every key it needs, each of the right kind

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS100",
    severity: Severity::Error,
    summary: "a spec file is TOML, with every key it needs, each of the right kind",
    why: "What can't be read can't be checked.",
    example: Example::of(
        example::PKCE,
        "refreshable        = true",
        r#"refreshable        = "yes""#,
    ),
    check: None,
};
