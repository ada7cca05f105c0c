//! FS503: a refreshable flow can be refreshed

use super::Rule;
use super::example::{self, Example};
use crate::consent::{self, Renewal};
use crate::flow::{Part, Post, Template};
use crate::graph;
use crate::property::Property;
use crate::provider::Issued;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;
use crate::suggest;

pub(crate) const RULE: Rule = Rule {
    id: "FS503",
    severity: Severity::Error,
    summary: "a refreshable flow can be refreshed",
    why: "RFC 6749 sections 1.5 and 6: whether there is a refresh token is the server's choice. A session that can't renew itself ends in an hour, in production.",
    example: Example::of(
        example::SERVICE,
        "refreshable        = false",
        "refreshable        = true",
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    if !subject.flow.properties.refreshable {
        return;
    }
    let place = subject.places.property(Property::Refreshable);
    let Some(renew) = &subject.renew else {
        let message = format!("the grant `{}` has no renewal", subject.flow.grant);
        report.push(
            Problem::error(RULE.id, place, "`refreshable = true` is not true")
                .label(message)
                .help("write `refreshable = false`, or give the grant a `[renew.post]`"),
        );
        return;
    };
    sends(subject, renew, report);
    if let Some(path) = consent::path_without_a_refresh_token(&subject.flow) {
        let step = consent::brings_it(&subject.flow, &path);
        let label = format!(
            "no refresh token comes with the token of `{}`, on the path {}",
            step.map_or("", |step| step.name.as_str()),
            graph::describe(&subject.flow, &path)
        );
        let half = step.is_some_and(|it| consent::is_half_an_exchange(&subject.flow, it));
        let help = if half {
            consent::WHOLE_EXCHANGE
        } else {
            "write `refreshable = false`: an app's own token is simply asked for again, and one \
             that came through the browser comes alone"
        };
        let problem = Problem::error(RULE.id, place, "`refreshable = true` is not true");
        report.push(problem.label(label).help(help));
    } else if let Some(why) = not_issued(subject) {
        let problem =
            Problem::error(RULE.id, place, "`refreshable = true` is not true").label(why.0);
        let problem = match &subject.places.issued {
            Some(issued) => problem.related(issued, "the provider says so here"),
            None => problem,
        };
        report.push(problem.help(why.1));
    }
}

/// The renewal sends the refresh token as it is, once.
fn sends(subject: &Subject, renew: &Post, report: &mut Report) {
    let (nth, message) = match consent::renewal(&subject.flow, renew) {
        Renewal::Sends(_) => return,
        Renewal::Never => (0, "the renewal sends no refresh token"),
        Renewal::Changed(nth) => (nth, "the renewal does not send the refresh token as it is"),
        Renewal::Again(nth) => (nth, "the renewal sends the refresh token twice"),
    };
    report.push(
        Problem::error(RULE.id, subject.places.renew_parameter(nth), message)
            .help("write `refresh_token = \"{refresh_token}\"` in its form, once"),
    );
}

/// Why the provider would issue no refresh token, and what to do.
fn not_issued(subject: &Subject) -> Option<(String, String)> {
    if subject.places.issued.is_none() {
        return Some((
            "the provider does not say when it issues refresh tokens".into(),
            "write what the provider documents: `[refresh_tokens] issued = \"always\"`, or a \
             condition"
                .into(),
        ));
    }
    match &subject.flow.provider.refresh_tokens.issued {
        Issued::Always => None,
        Issued::Never => Some((
            "the provider issues no refresh tokens".into(),
            "write `refreshable = false`".into(),
        )),
        Issued::When(pairs) => {
            let missing = pairs.iter().find(|(key, value)| !sent(subject, key, value))?;
            let (key, value) = missing;
            let step = key.split('.').next().unwrap_or_default();
            let steps = || subject.flow.transitions.iter().map(|it| it.name.as_str());
            if !steps().any(|name| name == step) {
                let near = suggest::nearest(step, steps());
                let meant = near.map(|near| format!(": did you mean `{near}`?"));
                return Some((
                    format!("the provider's condition names a step `{step}`, which the grant has not"),
                    format!("correct the provider's file{}", meant.unwrap_or_default()),
                ));
            }
            Some((
                format!("a refresh token is issued only when `{key}` is `{value}`"),
                adjustment(key, value),
            ))
        }
        Issued::Scope(scope) => (!asked(subject, scope)).then(|| {
            (
                format!("a refresh token is issued only with the scope `{scope}`"),
                format!(
                    "add `[transitions.authorize.redirect.query] scope = \"{scope}{}{{scope?}}\"`",
                    subject.flow.provider.scope_separator
                ),
            )
        }),
    }
}

fn adjustment(key: &str, value: &str) -> String {
    match key.split('.').collect::<Vec<_>>().as_slice() {
        [transition, "query", name] => {
            format!("add `[transitions.{transition}.redirect.query] {name} = \"{value}\"`")
        }
        [transition, "form", name] => {
            format!("add `[transitions.{transition}.post.form] {name} = \"{value}\"`")
        }
        _ => "write the condition as `transition.query.parameter` or `transition.form.parameter`"
            .into(),
    }
}

/// Whether every run of the flow sends this very value.
fn sent(subject: &Subject, key: &str, value: &str) -> bool {
    let Some((transition, rest)) = key.split_once('.') else { return false };
    let Some((part, name)) = rest.split_once('.') else { return false };
    requests(subject).iter().any(|sent| {
        sent.name == transition && sent.part() == part && sent.literal(name) == Some(value)
    })
}

/// Whether the scope is asked for whatever the app asks for.
fn asked(subject: &Subject, scope: &str) -> bool {
    let separator = subject.flow.provider.scope_separator.as_str();
    let mut asks = requests(subject).iter().filter(|sent| sent.asks);
    asks.any(|sent| sent.value("scope").is_some_and(|it| says(it, scope, separator)))
}

/// Whether a list of scopes has this one in it, whatever the app adds.
pub(crate) fn says(list: &Template, scope: &str, separator: &str) -> bool {
    let last = list.0.len().saturating_sub(1);
    list.0.iter().enumerate().any(|(nth, part)| {
        let Part::Literal(text) = part else { return false };
        // A word that touches a slot is one with what the slot holds.
        let words: Vec<&str> = text.split(separator).collect();
        let from = usize::from(nth > 0);
        let to = words.len().saturating_sub(usize::from(nth < last));
        words.get(from..to).is_some_and(|whole| whole.contains(&scope))
    })
}
