//! FS106: a machine ends in a state that holds a token

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Action, Transition};
use crate::graph;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS106",
    severity: Severity::Error,
    summary: "a machine ends in a state that holds a token",
    why: "A flow whose end has no token gives its app nothing.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"authorized       = { summary = "The token is there.", final = true }"#,
        r#"authorized       = { summary = "The token is there." }"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    if !flow.states.iter().any(|state| state.is_final) {
        let message = format!("the grant `{}` has no final state", flow.grant);
        report.push(
            Problem::error(RULE.id, &subject.places.grant, message)
                .help("write `final = true` at the state in which the token is there"),
        );
    }
    let step = |_: usize, step: &Transition, token: bool| token || brings_token(step);
    let paths = graph::explore(flow, false, step);
    for (index, state) in flow.states.iter().enumerate().filter(|(_, state)| state.is_final) {
        let Some(path) = paths.to(index, false) else { continue };
        let message = format!("`{}` is final, but there may be no token in it", state.name);
        report.push(
            Problem::error(RULE.id, subject.places.state(index), message)
                .label(format!("reached by {}", graph::describe(flow, &path)))
                .help("write `token = true` at the step whose answer is the token"),
        );
    }
}

fn brings_token(transition: &Transition) -> bool {
    match &transition.action {
        Action::Redirect(_) => false,
        Action::Callback(callback) => callback.token,
        Action::Post(post) => post.token,
    }
}
