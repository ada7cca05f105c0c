//! FS115: a parameter is sent once

use super::Rule;
use super::example::{self, Example};
use super::fs625::is_written_out;
use crate::flow::{Action, Authentication, Flow, Parameter, Part, Post};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::source::Place;

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
    for (index, transition) in flow.transitions.iter().enumerate() {
        match &transition.action {
            Action::Post(post) => {
                credentials(flow, post, |nth| subject.places.parameter(index, nth), report);
                // A secret in a URL has a rule, and a remedy, of its own.
                let names = names(&post.form).chain(["client_id"]).collect();
                in_url(flow, post.endpoint, names, subject.places.transition(index), report);
            }
            Action::Redirect(redirect) => {
                let place = subject.places.transition(index);
                in_url(flow, redirect.endpoint, names(&redirect.query).collect(), place, report);
            }
            Action::Callback(_) => {}
        }
    }
    if let Some(post) = &subject.renew {
        credentials(flow, post, |nth| subject.places.renew_parameter(nth), report);
    }
}

fn names(parameters: &[Parameter]) -> impl Iterator<Item = &str> {
    parameters.iter().map(|parameter| parameter.name.as_str())
}

/// The client's credentials are the authentication's business: written into a form as well, they
/// would be sent twice. A secret beside one in a header, of a client without any, or written out in
/// the file, has a rule of its own.
fn credentials<'a>(
    flow: &Flow,
    post: &Post,
    place: impl Fn(usize) -> &'a Place,
    report: &mut Report,
) {
    let twice = |parameter: &Parameter| match parameter.name.as_str() {
        "client_id" => true,
        "client_secret" => {
            flow.authentication == Authentication::Body && !is_written_out(parameter)
        }
        _ => false,
    };
    for (nth, parameter) in post.form.iter().enumerate().filter(|(_, it)| twice(it)) {
        let message = format!("`{}` would be sent twice", parameter.name);
        report.push(
            Problem::error(RULE.id, place(nth), message)
                .label("`[client] authentication` sends it")
                .help("remove the line"),
        );
    }
}

/// An endpoint's own query must not say what the request says.
fn in_url(flow: &Flow, endpoint: usize, sent: Vec<&str>, place: &Place, report: &mut Report) {
    let Some(endpoint) = flow.endpoints.get(endpoint) else { return };
    for part in &endpoint.url.0 {
        let Part::Literal(text) = part else { continue };
        let query = text.split_once('?').map_or("", |(_, query)| query);
        let names = query.split('&').filter_map(|pair| pair.split('=').next());
        for name in names.filter(|name| sent.contains(name)) {
            let message = format!("`{name}` is in the URL of `{}` already", endpoint.name);
            report.push(Problem::error(RULE.id, place, message).help("a parameter is sent once"));
        }
    }
}
