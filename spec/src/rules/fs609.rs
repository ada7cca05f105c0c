//! FS609: an endpoint is reached over https

use super::Rule;
use super::example::{self, Example};
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::resolve::endpoints::in_the_clear;

pub(crate) const RULE: Rule = Rule {
    id: "FS609",
    severity: Severity::Error,
    summary: "an endpoint is reached over https",
    why: "RFC 6749 sections 3.1 and 3.2: TLS is required, for secrets pass.",
    example: Example::of(
        example::PKCE,
        r#""https://accounts.spotify.com/api/token""#,
        r#""http://accounts.spotify.com/api/token""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (endpoint, place) in subject.flow.endpoints.iter().zip(&subject.places.endpoints) {
        let Some(Part::Literal(first)) = endpoint.url.0.first() else { continue };
        if !in_the_clear(first, endpoint.url.0.len() == 1) {
            continue;
        }
        let message = format!("the endpoint `{}` is not https", endpoint.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .help("write `https://`; plain http is for the loopback addresses alone"),
        );
    }
}
