//! FS110: what is declared is used

use super::example::{self, Example};
use super::{Rule, fs114};
use crate::flow::Action;
use crate::host::Owner;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;
use crate::source::Place;

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
    // A request that goes to a wrong endpoint is one mistake: the right one is not for nothing.
    let goes_wrong = !fs114::crossed(subject).is_empty();
    for (index, endpoint) in flow.endpoints.iter().enumerate() {
        let unused = |_: &&Place| !used(index) && !goes_wrong;
        if let Some(place) = subject.places.endpoints.get(index).filter(unused) {
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
    servers(subject, report);
}

/// A server that a flow's own file vouches for, and that no endpoint is at: whoever adds one later is
/// not asked. (A provider's file speaks of all its flows.)
fn servers(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let mut at: Vec<Owner> = flow.endpoints.iter().map(Owner::of).collect();
    at.extend(flow.provider.issuer.iter().map(|issuer| Owner::of_template(&issuer.url)));
    for (domain, place) in flow.provider.domains.iter().zip(&subject.places.domains) {
        let here = place.source == subject.places.flow.source;
        if here && !at.contains(&Owner::Domain(domain.clone())) {
            let message = format!("no endpoint is at `{domain}`");
            report.push(Problem::warning(RULE.id, place, message).help("take it out of the list"));
        }
    }
}
