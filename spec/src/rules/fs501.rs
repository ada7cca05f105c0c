//! FS501: a claimed property is true

use super::Rule;
use super::example::{self, Example};
use crate::consent;
use crate::flow::{Action, Flow, Transition};
use crate::graph;
use crate::property::Property;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS501",
    severity: Severity::Error,
    summary: "a claimed property is true",
    why: "RFC 6749 section 1.3: what a grant is decides who must agree and what it can do. A property decides what is generated: a wrong one would compile what can't work.",
    example: Example::of(example::PKCE, "needs_user_consent = true", "needs_user_consent = false"),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    consent(subject, report);
    short_lived(subject, report);
    user_scoped(subject, report);
}

/// A user takes part in a redirect.
fn asks_the_user(transition: &Transition) -> bool {
    matches!(transition.action, Action::Redirect(_))
}

/// The shortest path to an end on which a user is asked, or on which none is.
pub(super) fn path_to_an_end(flow: &Flow, asked: bool) -> Option<Vec<usize>> {
    graph::search(
        flow,
        false,
        |_, transition, so_far| so_far || asks_the_user(transition),
        |at, so_far| so_far == asked && flow.states.get(at).is_some_and(|state| state.is_final),
    )
}

fn consent(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    let claimed = flow.properties.needs_user_consent;
    let Some(path) = path_to_an_end(flow, !claimed) else { return };
    let place = subject.places.property(Property::NeedsUserConsent);
    let message = format!("`needs_user_consent = {claimed}` is not true");
    let what = if claimed { "nobody is asked on the path" } else { "a user is asked on the path" };
    let problem = Problem::error(RULE.id, place, message)
        .label(format!("{what} {}", graph::describe(flow, &path)));
    report.push(if path_to_an_end(flow, claimed).is_some() {
        problem.help("a machine that asks on one path and not on another is two flows")
    } else {
        problem.help(format!("write `needs_user_consent = {}`", !claimed))
    });
}

/// Once the token expires, nothing replaces it without the user.
fn short_lived(subject: &Subject, report: &mut Report) {
    let properties = &subject.flow.properties;
    if path_to_an_end(&subject.flow, !properties.needs_user_consent).is_some() {
        // Whether a user is needed is not settled yet: that is the mistake to mend first.
        return;
    }
    let unlimited = subject.flow.provider.tokens.unlimited;
    let holds = properties.needs_user_consent && !properties.refreshable && !unlimited;
    let place = subject.places.property(Property::ShortLived);
    if properties.short_lived && !holds {
        let why = if properties.refreshable {
            "a session renews its token by itself"
        } else if unlimited {
            "the provider's tokens have no end"
        } else {
            "a token is simply asked for again, without a user"
        };
        report.push(
            Problem::error(RULE.id, place, "`short_lived = true` is not true")
                .label(why)
                .help("write `short_lived = false`"),
        );
    }
}

fn user_scoped(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    if !flow.properties.user_scoped {
        return;
    }
    let place = subject.places.property(Property::UserScoped);
    let problem = Problem::error(RULE.id, place, "`user_scoped = true` is not true");
    if let Some(path) = path_to_an_end(flow, false) {
        let label = format!("no user takes part in the path {}", graph::describe(flow, &path));
        let help = "write `user_scoped = false`: the token is the app's own";
        report.push(problem.label(label).help(help));
    } else if let Some(path) = consent::path_to_an_apps_token(flow) {
        let step = consent::brings_it(flow, &path);
        let label = format!(
            "`{}` brings the token, and sends nothing that the user's consent gave, on the path {}",
            step.map_or("", |step| step.name.as_str()),
            graph::describe(flow, &path)
        );
        let help = if step.is_some_and(|step| consent::is_half_an_exchange(flow, step)) {
            consent::WHOLE_EXCHANGE
        } else {
            "send what the callback bound, or write `user_scoped = false`: the token is the app's own"
        };
        report.push(problem.label(label).help(help));
    }
}
