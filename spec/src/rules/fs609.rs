//! FS609: an endpoint is reached over https

use super::Rule;
use crate::flow::Part;
use crate::report::{Problem, Report, Severity};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS609",
    severity: Severity::Error,
    summary: "an endpoint is reached over https",
    why: "RFC 6749 sections 3.1 and 3.2: TLS is required, for secrets pass.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    for (endpoint, place) in subject.flow.endpoints.iter().zip(&subject.places.endpoints) {
        let Some(Part::Literal(first)) = endpoint.url.0.first() else { continue };
        let Some(rest) = first.strip_prefix("http://") else { continue };
        if is_loopback(rest.split(['/', '?']).next().unwrap_or_default()) {
            continue;
        }
        let message = format!("the endpoint `{}` is not https", endpoint.name);
        report.push(
            Problem::error(RULE.id, place, message)
                .help("write `https://`; plain http is for the loopback addresses alone"),
        );
    }
}

/// Whether an authority names this very machine.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}
