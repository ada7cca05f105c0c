//! FS114: the user's browser and a form go to different endpoints

use std::collections::BTreeSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Part, Template};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;
use crate::source::Place;

pub(crate) const RULE: Rule = Rule {
    id: "FS114",
    severity: Severity::Error,
    summary: "the user's browser and a form go to different endpoints",
    why: "RFC 6749 sections 3.1 and 3.2: a user is asked with GET, through the browser; a token request is a POST.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"[renew.post]
endpoint = "token""#,
        r#"[renew.post]
endpoint = "authorize""#,
    ),
    check: Some(check),
};

/// The endpoints of OAuth that take forms alone.
const BACK: [&str; 6] = [
    "token",
    "revocation",
    "introspection",
    "device_authorization",
    "pushed_authorization_request",
    "registration",
];

/// Whether an endpoint takes forms, and shows no page to a user.
pub(crate) fn takes_forms(endpoint: &str) -> bool {
    BACK.contains(&endpoint)
}

/// A URL as servers tell one from another: a slash or a question mark at its end says nothing.
fn plain(url: &Template) -> Template {
    let mut url = url.clone();
    if let Some(Part::Literal(last)) = url.0.last_mut() {
        *last = last.trim_end_matches(['?', '/']).to_owned();
    }
    url
}

fn check(subject: &Subject, report: &mut Report) {
    for (sent, place) in crossed(subject) {
        let name = name(subject, sent);
        let (message, help) = if sent.front {
            (
                format!("the user's browser is sent to `{name}`, which takes forms"),
                "name the endpoint at which a user agrees: `endpoint = \"authorize\"`",
            )
        } else {
            (
                format!("a form is posted to `{name}`, where the user's browser goes"),
                "name another endpoint, such as `endpoint = \"token\"`",
            )
        };
        report.push(Problem::error(RULE.id, place, message).help(help));
    }
}

fn name<'a>(subject: &'a Subject, sent: &Sent) -> &'a str {
    subject.flow.endpoints.get(sent.endpoint).map_or("", |endpoint| endpoint.name.as_str())
}

/// The requests that go to an endpoint of the other kind, each with the place that says so.
pub(super) fn crossed(subject: &Subject) -> Vec<(&Sent, &Place)> {
    let all = requests(subject);
    let at = |endpoint: usize| subject.flow.endpoints.get(endpoint).map(|it| plain(&it.url));
    let is_back = |sent: &Sent| takes_forms(name(subject, sent));
    let lost = all.iter().filter(|sent| sent.front && is_back(sent));
    let mut crossed: Vec<(&Sent, &Place)> = lost.map(|sent| (sent, &sent.whole)).collect();
    let fronts = all.iter().filter(|sent| sent.front && !is_back(sent));
    let fronts: BTreeSet<usize> = fronts.map(|sent| sent.endpoint).collect();
    for sent in all.iter().filter(|sent| !sent.front) {
        if fronts.iter().any(|front| at(*front) == at(sent.endpoint)) {
            let url = subject.places.endpoints.get(sent.endpoint);
            let place = url.filter(|_| !fronts.contains(&sent.endpoint)).unwrap_or(&sent.whole);
            crossed.push((sent, place));
        }
    }
    crossed
}
