//! FS503: a refreshable flow can be refreshed

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Part, Source};
use crate::property::Property;
use crate::provider::Issued;
use crate::report::{Problem, Report, Severity};
use crate::requests::requests;
use crate::resolve::Subject;

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
    let sends = renew
        .reads()
        .filter_map(|id| subject.flow.slot(id))
        .any(|slot| slot.source == Source::Token);
    if !sends {
        report.push(
            Problem::error(
                RULE.id,
                subject.places.renew_parameter(0),
                "the renewal sends no refresh token",
            )
            .help("add `refresh_token = \"{refresh_token}\"` to its form"),
        );
    }
    if let Some(why) = not_issued(subject) {
        let problem =
            Problem::error(RULE.id, place, "`refreshable = true` is not true").label(why.0);
        let problem = match &subject.places.issued {
            Some(issued) => problem.related(issued, "the provider says so here"),
            None => problem,
        };
        report.push(problem.help(why.1));
    }
}

/// Why the provider would issue no refresh token, and what to do.
fn not_issued(subject: &Subject) -> Option<(String, String)> {
    match &subject.flow.provider.refresh_tokens.issued {
        Issued::Always => None,
        Issued::Never => Some((
            "the provider issues no refresh tokens".into(),
            "write `refreshable = false`".into(),
        )),
        Issued::When(pairs) => {
            let missing = pairs.iter().find(|(key, value)| !sent(subject, key, value))?;
            let (key, value) = missing;
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
    requests(subject).iter().filter(|sent| !sent.renewal).any(|sent| {
        let parameter = sent.parameter("scope").and_then(|nth| sent.parameters.get(nth));
        parameter.is_some_and(|parameter| {
            parameter.value.0.iter().any(|part| match part {
                Part::Literal(text) => text.split(separator).any(|word| word == scope),
                Part::Slot { .. } => false,
            })
        })
    })
}
