//! FS112: only a variable of the app may build a URL

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS112",
    severity: Severity::Error,
    summary: "only a variable of the app may build a URL",
    why: "A value that came from a server or a user could send secrets to another host (RFC 9700 section 4.4).",
    example: Example::added(
        example::SERVICE,
        r#"token = "https://accounts.spotify.com/api/token""#,
        r#"token = "https://{tenant}.spotify.com/api/token"

[variables]
tenant = { type = "label" }"#,
        r#"token = "https://{scope}.spotify.com/api/token""#,
    ),
    check: None,
};
