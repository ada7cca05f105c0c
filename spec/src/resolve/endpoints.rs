//! Endpoints: absolute URLs, with variables where a variable may stand.

use std::net::Ipv4Addr;

use super::slots::Slots;
use super::template;
use crate::document::{FlowDocument, Text, VariableDocument};
use crate::flow::{Endpoint, Part, Slot, SlotId, Source, Template, Variable, VariableKind};
use crate::host;
use crate::report::{Problem, Report, Severity};
use crate::rules::{FS108, FS112, FS113, FS209};
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
        let url = template::resolve(text, slots, report).unwrap_or(Template(Vec::new()));
        check(text, &url, variables, slots, report);
        endpoints.push(Endpoint { name: name.value.clone(), url });
        places.push(text.place.clone());
    }
    (endpoints, places)
}

/// The default of a variable, which must be what the app could bring.
pub(super) fn default(variable: &VariableDocument, report: &mut Report) -> Option<String> {
    let default = variable.default.as_ref()?;
    let fits = match variable.kind {
        VariableKind::Origin => is_origin(&default.value) && !in_the_clear(&default.value, true),
        VariableKind::Label => label(&default.value),
    };
    if !fits {
        let kind = variable.kind.as_str();
        let message = format!("`{}` is no {kind}", default.value.escape_debug());
        report.push(Problem::error(FS113.id, &default.place, message).help(match variable.kind {
            VariableKind::Origin => "write scheme and host alone, such as \"https://example.com\"",
            VariableKind::Label => "use letters, digits, `-` and `_`, at most 63",
        }));
    }
    Some(default.value.clone())
}

fn check(text: &Text, url: &Template, variables: &[Variable], slots: &Slots, report: &mut Report) {
    if url.0.is_empty() {
        if text.value.is_empty() {
            absolute(text, "the URL is empty", report);
        }
        return;
    }
    let before = report.count(Severity::Error);
    let kind = |slot: &SlotId| variables.iter().find(|v| v.slot == *slot).map(|v| v.kind);
    for (index, part) in url.0.iter().enumerate() {
        let Part::Slot { slot, filter, optional } = part else { continue };
        let Some(named) = slots.get(*slot) else { continue };
        let name = named.name.as_str();
        let Some(kind) = kind(slot) else {
            not_a_variable(text, named, report);
            continue;
        };
        if filter.is_some() || *optional {
            let message = format!("the variable `{name}` is used as it is, or not at all");
            report.push(Problem::error(FS113.id, &text.place, message));
        }
        variable_fits(text, name, kind, index, url, report);
        if names_a_parameter(url, index) {
            let message = format!("`{name}` would say which parameter is sent");
            report.push(
                Problem::error(FS113.id, &text.place, message)
                    .help("a variable is a value: write it behind a `=`"),
            );
        }
    }
    if report.count(Severity::Error) == before {
        form(text, url, kind, report);
    }
    if report.count(Severity::Error) == before {
        below_a_domain(text, url, report);
    }
}

/// Whether the nth part of a URL stands in its query, before the `=`.
fn names_a_parameter(url: &Template, nth: usize) -> bool {
    let before = url.0.iter().take(nth).map(|part| match part {
        Part::Literal(text) => text.as_str(),
        Part::Slot { .. } => "",
    });
    let before: String = before.collect();
    let query = before.split_once('?').map(|(_, query)| query);
    query.is_some_and(|query| !query.rsplit('&').next().unwrap_or_default().contains('='))
}

/// A label of a host is a whole one, below a domain that is written out: else the app, or whoever tells
/// it what to bring, says whose server it is.
fn below_a_domain(text: &Text, url: &Template, report: &mut Report) {
    let server = host::host(&Endpoint { name: String::new(), url: url.clone() });
    let mut slots = 0;
    let written: String = server
        .0
        .iter()
        .map(|part| match part {
            Part::Literal(text) => text.as_str(),
            Part::Slot { .. } => {
                slots += 1;
                "{}"
            }
        })
        .collect();
    let Some((_, authority)) = written.split_once("://").filter(|_| slots > 0) else { return };
    let name = host::name(authority);
    let labels: Vec<&str> = name.split('.').collect();
    let whole = labels.iter().all(|label| *label == "{}" || !label.contains("{}"));
    let fixed = labels.iter().rposition(|label| label.contains("{}")).map_or(0, |at| at + 1);
    let fixed = labels.get(fixed..).unwrap_or_default();
    let parent = fixed.join(".");
    if whole && fixed.len() >= 2 && !host::is_anybodys(&parent) {
        return;
    }
    let message = "a label is one whole part of a host's name, below a domain that is written out";
    report.push(
        Problem::error(FS113.id, &text.place, message)
            .label("else it says whose server it is")
            .help("write it as in `https://{tenant}.example.com/`"),
    );
}

fn not_a_variable(text: &Text, slot: &Slot, report: &mut Report) {
    let name = &slot.name;
    let (rule, message) = match slot.source {
        Source::FrontChannel | Source::BackChannel => {
            let message = format!("`{name}` comes from outside: it may not say where requests go");
            (FS209.id, message)
        }
        Source::App | Source::Option | Source::Random | Source::Engine | Source::Token => {
            (FS112.id, format!("`{name}` may not build a URL: it is no variable"))
        }
    };
    report.push(Problem::error(rule, &text.place, message).help(
        "only a variable that the app brings may: declare it, `[variables] tenant = \
             { type = \"label\" }`",
    ));
}

/// An origin begins a URL; a label stands within one.
fn variable_fits(
    text: &Text,
    name: &str,
    kind: VariableKind,
    index: usize,
    url: &Template,
    report: &mut Report,
) {
    let problem = match kind {
        VariableKind::Origin if index > 0 => Some((
            format!("the origin `{name}` must begin the URL"),
            format!("write `{{{name}}}/...`"),
        )),
        VariableKind::Origin => {
            let next = url.0.get(1).map(|part| match part {
                Part::Literal(literal) => literal.starts_with('/'),
                Part::Slot { .. } => false,
            });
            (next == Some(false)).then(|| {
                let message = format!("after the origin `{name}` comes a path");
                (message, format!("write `{{{name}}}/...`"))
            })
        }
        VariableKind::Label if index == 0 => Some((
            format!("the label `{name}` can't begin a URL"),
            format!("write `https://{{{name}}}...`, or declare it with `type = \"origin\"`"),
        )),
        VariableKind::Label => None,
    };
    if let Some((message, help)) = problem {
        report.push(Problem::error(FS113.id, &text.place, message).help(help));
    }
}

/// What can be said of the URL without its variables' values.
fn form(
    text: &Text,
    url: &Template,
    kind: impl Fn(&SlotId) -> Option<VariableKind>,
    report: &mut Report,
) {
    // A sample stands for every variable: its own syntax is checked when the app brings it.
    let sample: String = url
        .0
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.as_str(),
            Part::Slot { slot, .. } if kind(slot) == Some(VariableKind::Origin) => {
                "https://host.example"
            }
            Part::Slot { .. } => "label",
        })
        .collect();
    if let Err(why) = absolute_url(&sample) {
        absolute(text, why, report);
    }
}

fn absolute(text: &Text, why: &str, report: &mut Report) {
    let message = format!("`{}` is no URL of an endpoint: {why}", text.value.escape_debug());
    report.push(
        Problem::error(FS108.id, &text.place, message)
            .help("write an absolute URL, such as \"https://accounts.example.com/token\""),
    );
}

/// Whether a text is an absolute http or https URL without user info and fragment.
fn absolute_url(url: &str) -> Result<(), &'static str> {
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
    if host.len() > 253 || !host.split('.').all(label) {
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

/// Whether a text is one label of a host name.
fn label(label: &str) -> bool {
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

/// Whether a text is an issuer identifier (RFC 8414 section 2).
pub(super) fn is_issuer(text: &str) -> bool {
    text.starts_with("https://") && !text.contains('?') && absolute_url(text).is_ok()
}
