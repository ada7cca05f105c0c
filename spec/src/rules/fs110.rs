//! FS110: what is declared is used

use super::Rule;
use super::example::{self, Example};
use crate::flow::Action;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS110",
    severity: Severity::Warning,
    summary: "what is declared is used",
    why: "What nobody uses is a leftover or a misspelling.",
    example: Example::added(
        example::PKCE,
        "[client]",
        "[client]",
        r#"revoke    = "https://accounts.spotify.com/revoke"

[client]"#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let used = |index: usize| {
        let by = |action: &Action| match action {
            Action::Redirect(redirect) => redirect.endpoint == index,
            Action::Callback(_) => false,
            Action::Post(post) => post.endpoint == index,
        };
        flow.transitions.iter().any(|transition| by(&transition.action))
            || subject.renew.as_ref().is_some_and(|post| post.endpoint == index)
    };
    for (index, endpoint) in flow.endpoints.iter().enumerate() {
        if let Some(place) = subject.places.endpoints.get(index).filter(|_| !used(index)) {
            let message = format!("no step uses the endpoint `{}`", endpoint.name);
            report.push(Problem::warning(RULE.id, place, message).help("remove the line"));
        }
    }
    for (variable, place) in flow.variables.iter().zip(&subject.places.variables) {
        if !flow.uses(variable, subject.renew.as_ref()) {
            // Every app would have to bring it, for nothing.
            let message = format!("nothing uses the variable `{}`", variable.name);
            report.push(
                Problem::error(RULE.id, place, message)
                    .label("every app would have to bring it")
                    .help(format!("remove it, or write `{{{}}}` where it belongs", variable.name)),
            );
        }
    }
}
