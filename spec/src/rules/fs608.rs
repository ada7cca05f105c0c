//! FS608: no secret stands in the URL of a request

use super::Rule;
use super::example::{self, Example};
use super::fs607::names_a_secret;
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS608",
    severity: Severity::Error,
    summary: "no secret stands in the URL of a request",
    why: "RFC 6749 section 2.3.1, RFC 6750 section 2.3, RFC 9700 section 4.3.2: servers and proxies write URLs into their logs.",
    example: Example::added(
        example::PKCE,
        r#"/api/token""#,
        r#"/api/token?audience=music""#,
        r#"/api/token?client_secret=hunter2""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (endpoint, place) in subject.flow.endpoints.iter().zip(&subject.places.endpoints) {
        let literals = endpoint.url.0.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Slot { .. } => None,
        });
        let names = literals.flat_map(|text| text.split(['?', '&']).skip(1));
        let names = names.filter_map(|pair| pair.split('=').next());
        for name in names.filter(|name| names_a_secret(name)) {
            let message = format!("the secret `{name}` stands in the URL of `{}`", endpoint.name);
            report.push(
                Problem::error(RULE.id, place, message)
                    .help("no secret belongs into a file, nor into a URL: remove it"),
            );
        }
    }
}
