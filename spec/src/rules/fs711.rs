//! FS711: a fact names the page that says so

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS711",
    severity: Severity::Error,
    summary: "a fact names the page that says so",
    why: "What a provider does changes; who looks it up again must find where it was read, and a grant where it is specified.",
    example: Example::of(
        example::PROVIDER,
        r#"source = "https://developer.spotify.com/documentation/web-api/concepts/scopes""#,
        r#"source = "javascript:alert(1)""#,
    ),
    check: None,
};
