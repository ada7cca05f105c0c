//! FS115: a parameter is sent once

use super::Rule;
use super::example::{self, Example};
use super::fs625::is_written_out;
use crate::flow::{Authentication, Flow, Parameter};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS115",
    severity: Severity::Error,
    summary: "a parameter is sent once",
    why: "RFC 6749 sections 3.1 and 3.2: parameters are not sent twice; which of two counts, each server decides for itself.",
    example: Example::appended(
        example::PKCE,
        r#"[transitions.exchange.post.form]
audience = "https://api.example.com"
"#,
        r#"[transitions.exchange.post.form]
client_id = "{client_id}"
"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for sent in requests(subject) {
        if !sent.front {
            credentials(flow, sent, report);
        }
        twice(flow, sent, report);
    }
}

/// The client's credentials are the authentication's business: written into a form as well, they
/// would be sent twice. (Beside a header they would not.) A secret beside one in a header, of a client
/// without any, or written out in the file, has a rule of its own.
fn credentials(flow: &Flow, sent: &Sent, report: &mut Report) {
    let how = flow.authentication;
    let in_form = matches!(how, Authentication::None | Authentication::Body);
    let again = |parameter: &Parameter| match parameter.name.as_str() {
        "client_id" => in_form,
        "client_secret" => how == Authentication::Body && !is_written_out(parameter),
        _ => false,
    };
    for (nth, parameter) in sent.parameters.iter().enumerate().filter(|(_, it)| again(it)) {
        let message = format!("`{}` would be sent twice", parameter.name);
        report.push(
            Problem::error(RULE.id, sent.place(nth), message)
                .label("`[client] authentication` sends it")
                .help("remove the line"),
        );
    }
}

/// No two parameters have one name, wherever they stand. Some servers take no notice of case.
fn twice(flow: &Flow, sent: &Sent, report: &mut Report) {
    let endpoint = flow.endpoints.get(sent.endpoint).map_or("", |it| it.name.as_str());
    for (nth, parameter) in sent.parameters.iter().enumerate() {
        let name = parameter.name.as_str();
        let mut before = sent.parameters.iter().take(nth);
        if !before.any(|it| it.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        let message = if sent.in_url(nth) {
            format!("`{}` is in the URL of `{endpoint}` already", name.escape_debug())
        } else {
            format!("`{}` is sent already, in other letters", name.escape_debug())
        };
        report.push(
            Problem::error(RULE.id, sent.place(nth), message).help("a parameter is sent once"),
        );
    }
}
