//! FS616: a code goes to the server that gave it, or the issuer says who that was

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
    let at = |sent: &Sent<'_>| flow.endpoints.get(sent.endpoint);
    let all = requests(subject);
    for ask in all.iter().filter(|sent| sent.front) {
        for exchange in all.iter().filter(|sent| !sent.front && sent.parameter("code").is_some()) {
            let (Some(asked), Some(told)) = (at(ask), at(exchange)) else { continue };
            let Some(place) = subject.places.endpoints.get(exchange.endpoint) else { continue };
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
