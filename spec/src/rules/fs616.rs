//! FS616: a code goes to the server that gave it, or the issuer says who that was

use std::collections::BTreeSet;

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Endpoint, Part, Template};
use crate::host::host;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS616",
    severity: Severity::Error,
    summary: "a code goes to the server that gave it, or the issuer says who that was",
    why: "RFC 9700 section 4.4, RFC 9207 section 2.4: a code from one server sent to another is a code given away.",
    example: Example::of(
        example::PKCE,
        r#"token     = "https://accounts.spotify.com/api/token""#,
        r#"token     = "https://spotify.example/api/token""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let flow = &subject.flow;
    if flow.provider.issuer.is_some() {
        // The engine compares it with the callback's.
        return;
    }
    let at = |endpoint: usize| flow.endpoints.get(endpoint);
    let all = requests(subject);
    let code = |sent: &&Sent<'_>| !sent.front && sent.parameter("code").is_some();
    let endpoints = |list: Vec<&Sent<'_>>| -> BTreeSet<usize> {
        list.into_iter().map(|sent| sent.endpoint).collect()
    };
    let asks = endpoints(all.iter().filter(|sent| sent.front).collect());
    let exchanges = endpoints(all.iter().filter(code).collect());
    for ask in &asks {
        for exchange in &exchanges {
            let (Some(asked), Some(told)) = (at(*ask), at(*exchange)) else { continue };
            let Some(place) = subject.places.endpoints.get(*exchange) else { continue };
            if named(asked) == named(told) {
                continue;
            }
            let message =
                format!("the code of `{}` goes to another server, `{}`", asked.name, told.name);
            report.push(
                Problem::error(RULE.id, place, message)
                    .label("no issuer says that the two are one")
                    .help(
                        "write the `issuer` of the provider: a callback is then compared with it",
                    ),
            );
        }
    }
}

/// Whether it is https is a rule of its own.
fn named(endpoint: &Endpoint) -> Template {
    let mut host = host(endpoint);
    if let Some(Part::Literal(first)) = host.0.first_mut()
        && let Some(rest) = first.strip_prefix("http://")
    {
        *first = format!("https://{rest}");
    }
    host
}
