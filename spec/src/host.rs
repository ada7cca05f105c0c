//! The server that an endpoint is at.

use crate::flow::{Endpoint, Part, Template};

/// Scheme, host and port of an endpoint, with the variables in them. Two endpoints of one such
/// template are at one server, whatever the app brings.
pub(crate) fn host(endpoint: &Endpoint) -> Template {
    let mut parts = Vec::new();
    for part in &endpoint.url.0 {
        let Part::Literal(text) = part else {
            parts.push(part.clone());
            continue;
        };
        let scheme = text.find("://").map_or(0, |at| at + "://".len());
        let (before, rest) = text.split_at_checked(scheme).unwrap_or(("", text));
        match rest.find(['/', '?']).and_then(|end| rest.get(..end)) {
            Some(end) => {
                let last = format!("{before}{end}");
                parts.extend((!last.is_empty()).then_some(Part::Literal(last)));
                break;
            }
            None => parts.push(part.clone()),
        }
    }
    Template(parts)
}
