//! FS108: an endpoint is an absolute URL without user info and fragment

use super::Rule;
use super::example::{self, Example};
use crate::report::Severity;

pub(crate) const RULE: Rule = Rule {
    id: "FS108",
    severity: Severity::Error,
    summary: "an endpoint is an absolute URL without user info and fragment",
    why: "RFC 6749 sections 3.1 and 3.2: an endpoint's URL has no fragment; user info would be a secret in a file.",
    example: Example::of(
        example::PKCE,
        r#""https://accounts.spotify.com/authorize""#,
        r#""accounts.spotify.com/authorize""#,
    ),
    check: None,
};
