//! FS209: no value from outside says where a request goes

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS209",
    severity: Severity::Error,
    summary: "no value from outside says where a request goes",
    why: "RFC 9700 section 4.4: who chooses the host of the next request gets the secrets that are in it.",
    example: Example::added(
        example::PKCE,
        r#"token     = "https://accounts.spotify.com/api/token""#,
        r#"token     = "https://accounts.spotify.com/api/token""#,
        r#"token     = "https://{code}.spotify.com/api/token""#,
    ),
    check: None,
};
