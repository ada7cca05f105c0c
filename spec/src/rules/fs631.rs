//! FS631: what was pushed does not go through the browser

use super::Rule;
use super::example::{self, Example};
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS631",
    severity: Severity::Error,
    summary: "what was pushed does not go through the browser",
    why: "RFC 9126 section 4: the redirect of a pushed request carries `client_id` and `request_uri`; anything else can be changed on the way.",
    example: Example::of(
        example::ACME,
        r#"query = { client_id = "{client_id}", request_uri = "{request_uri}" }"#,
        r#"query = { client_id = "{client_id}", request_uri = "{request_uri}", scope = "{scope?}" }"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for sent in requests(subject).iter().filter(|sent| sent.front && !sent.asks) {
        for (nth, parameter) in sent.parameters.iter().enumerate() {
            if matches!(parameter.name.as_str(), "client_id" | "request_uri") {
                continue;
            }
            let message =
                format!("`{}` goes through the browser, beside a pushed request", parameter.name);
            report.push(
                Problem::error(RULE.id, sent.place(nth), message)
                    .help("push it in the form, and leave it out here"),
            );
        }
    }
}
