//! FS608: no secret stands in the URL of a request

use super::Rule;
use super::example::{self, Example};
use super::fs625::is_secret;
use crate::requests::requests;
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
    for sent in requests(subject) {
        let endpoint = subject.flow.endpoints.get(sent.endpoint);
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            if !sent.in_url(nth) || !is_secret(parameter) {
                continue;
            }
            let name = parameter.name.escape_debug();
            let at = endpoint.map_or("", |endpoint| endpoint.name.as_str());
            let message = format!("the secret `{name}` stands in the URL of `{at}`");
            report.push(
                Problem::error(RULE.id, &sent.place(nth).query(), message)
                    .help("no secret belongs into a file, nor into a URL: remove it"),
            );
        }
    }
}
