//! FS115: a parameter is sent once

use super::Rule;
use crate::flow::{Action, Flow, Parameter, Part, Post};
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS115",
    severity: Severity::Error,
    summary: "a parameter is sent once",
    why: "RFC 6749 sections 3.1 and 3.2: parameters are not sent twice, and a client authenticates in one way.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    for (index, transition) in flow.transitions.iter().enumerate() {
        match &transition.action {
            Action::Post(post) => {
                credentials(post, |nth| subject.places.parameter(index, nth), report);
                in_url(flow, post.endpoint, &post.form, subject.places.transition(index), report);
            }
            Action::Redirect(redirect) => {
                let place = subject.places.transition(index);
                in_url(flow, redirect.endpoint, &redirect.query, place, report);
            }
            Action::Callback(_) => {}
        }
    }
    if let Some(post) = &subject.renew {
        credentials(post, |nth| subject.places.renew_parameter(nth), report);
    }
}

/// The client's credentials are the authentication's business: written into a form as well, they
/// would be sent twice.
fn credentials<'a>(post: &Post, place: impl Fn(usize) -> &'a Place, report: &mut Report) {
    for (nth, parameter) in post.form.iter().enumerate() {
        if matches!(parameter.name.as_str(), "client_id" | "client_secret") {
            let message = format!("`{}` would be sent twice", parameter.name);
            report.push(
                Problem::error(RULE.id, place(nth), message)
                    .label("`[client] authentication` sends it")
                    .help("remove the line"),
            );
        }
    }
}

/// An endpoint's own query must not say what the request says.
fn in_url(
    flow: &Flow,
    endpoint: usize,
    parameters: &[Parameter],
    place: &Place,
    report: &mut Report,
) {
    let Some(endpoint) = flow.endpoints.get(endpoint) else { return };
    for part in &endpoint.url.0 {
        let Part::Literal(text) = part else { continue };
        let query = text.split_once('?').map_or("", |(_, query)| query);
        let names = query.split('&').filter_map(|pair| pair.split('=').next());
        for name in names.filter(|name| parameters.iter().any(|p| p.name == *name)) {
            let message = format!("`{name}` is in the URL of `{}` already", endpoint.name);
            report.push(
                Problem::error(RULE.id, place, message).help("a parameter is sent once"),
            );
        }
    }
}
