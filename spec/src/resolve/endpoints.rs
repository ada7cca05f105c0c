//! Endpoints: absolute URLs, with variables where a variable may stand.

use std::net::Ipv4Addr;

use super::address::{Address, no_endpoint};
use super::slots::Slots;
use crate::document::FlowDocument;
use crate::flow::{Endpoint, Template, Variable};
use crate::host;
use crate::report::Report;
use crate::source::Place;

pub(super) fn resolve(
    flow: &FlowDocument,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> (Vec<Endpoint>, Vec<Place>) {
    let mut endpoints = Vec::new();
    let mut places = Vec::new();
    for (name, text) in &flow.endpoints {
        super::names::identifier(name, report);
        let address = Address { text, variables, slots, is_origin: false };
        let url = address.read(no_endpoint(text), report).unwrap_or(Template(Vec::new()));
        endpoints.push(Endpoint { name: name.value.clone(), url });
        places.push(text.place.clone());
    }
    (endpoints, places)
}

/// Whether a text is an absolute http or https URL without user info and fragment.
pub(super) fn absolute_url(url: &str) -> Result<(), &'static str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Err("it is not absolute") };
    if scheme != "https" && scheme != "http" {
        return Err("its scheme is neither https nor http");
    }
    if url.contains('#') {
        return Err("it has a fragment");
    }
    if url.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err("it holds a character that no URL has");
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    self::authority(authority)?;
    path_and_query(path)?;
    // RFC 3986 section 2: what else a URL holds is written in percent escapes.
    if url.contains(|c: char| !c.is_ascii() || "\"<>^`{|}".contains(c)) {
        return Err("it holds a character that no URL has");
    }
    Ok(())
}

fn authority(authority: &str) -> Result<(), &'static str> {
    if authority.contains('@') {
        return Err("it has user info");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if port.is_some_and(|port| !is_port(port)) {
        return Err("its port is no number from 1 to 65535");
    }
    if is_loopback(authority) {
        return Ok(());
    }
    if host::is_address(host) {
        return address(host);
    }
    if host.contains(|c: char| c.is_ascii_uppercase()) {
        return Err("its host has capitals: write it in small letters, as it is compared");
    }
    if !is_host(host) {
        return Err(
            "its host is no host name (write other scripts in their ASCII form, `xn--...`)",
        );
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    if !host.contains('.') || OWN.contains(&last) {
        return Err("its host is a name of one's own network: write the whole name");
    }
    Ok(())
}

/// What ends the names of machines that nobody else finds (RFC 6761, 6762, 8375, 9476).
const OWN: [&str; 9] =
    ["local", "localhost", "localdomain", "internal", "lan", "home", "corp", "arpa", "invalid"];

fn is_port(port: &str) -> bool {
    port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// An address that anybody reaches.
fn address(host: &str) -> Result<(), &'static str> {
    let Ok(address) = host.parse::<Ipv4Addr>() else {
        return Err("its host is no address (four numbers up to 255)");
    };
    let own = address.is_private() || address.is_link_local() || address.is_loopback();
    // RFC 6598: the addresses of a provider's own customers.
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    if own || shared || address.is_unspecified() || address.is_broadcast() || address.is_multicast()
    {
        return Err("its host is an address of one's own network");
    }
    Ok(())
}

/// Whether a text is labels with dots between them.
pub(super) fn is_host(host: &str) -> bool {
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Whether a text is one label of a host name.
pub(super) fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// What stands in a path or a query: percent escapes of two digits, of no control character, and no
/// step back.
fn path_and_query(rest: &str) -> Result<(), &'static str> {
    for (at, _) in rest.match_indices('%') {
        let digits =
            rest.get(at + 1..at + 3).filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            return Err("it has a `%` without two digits");
        };
        if byte.is_ascii_control() {
            return Err("it has a control character in it");
        }
    }
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if query.contains(';') {
        return Err("its query has a `;`, which parts parameters for some servers: write `%3B`");
    }
    let step = |segment: &str| {
        matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..")
    };
    if path.split('/').any(step) {
        return Err("its path has a step `.` or `..` in it");
    }
    Ok(())
}

/// Whether the beginning of a URL leads in the clear to another machine; `whole` where nothing
/// follows that could still be a part of the host.
pub(crate) fn in_the_clear(url: &str, whole: bool) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let ended = whole || rest.contains(['/', '?']);
    !(ended && is_loopback(rest.split(['/', '?']).next().unwrap_or_default()))
}

/// Whether an authority names this very machine.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

/// Whether a text is an origin: scheme, host and port, nothing else.
pub(super) fn is_origin(text: &str) -> bool {
    let path = text.split_once("://").is_some_and(|(_, rest)| rest.contains(['/', '?']));
    !path && absolute_url(text).is_ok()
}

/// Whether a text is an origin with a path, or without one: what a variable of type `url` may be.
pub(super) fn is_base(text: &str) -> bool {
    let plain = !text.contains('?') && !text.ends_with('/') && absolute_url(text).is_ok();
    plain && !in_the_clear(text, true)
}

/// Whether a text is an issuer identifier (RFC 8414 section 2).
pub(super) fn is_issuer(text: &str) -> bool {
    text.starts_with("https://") && !text.contains('?') && absolute_url(text).is_ok()
}
