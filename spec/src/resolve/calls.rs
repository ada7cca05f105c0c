//! What every call of the API carries: headers, the token's place among them, and a beginning of the
//! path.

use super::api::is_path;
use super::names::unique;
use super::slots::Slots;
use super::template;
use crate::chosen;
use crate::document::{ProviderDocument, Text};
use crate::flow::{Parameter, Part, Source, Template, Variable, VariableKind};
use crate::provider::{Address, TokenHeader};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS112, FS113, FS608};
use crate::secret;
use crate::source::Spanned;

/// What stands for the token in a header.
const TOKEN: &str = "{access_token}";

/// Headers that say where a request goes or ends, and those of one connection (RFC 9110 section
/// 7.6.1): they are the transport's.
const OF_THE_TRANSPORT: [&str; 13] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "upgrade",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "http2-settings",
];

/// The headers of every call, but for the one that holds the token.
pub(super) fn headers(
    document: &ProviderDocument,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Vec<Parameter> {
    let names = document.headers.iter().map(|(name, _)| lower(name));
    unique("header", names, report);
    document.headers.iter().for_each(|(name, value)| self::name(name, value, report));
    let plain = document.headers.iter().filter(|(_, value)| !value.value.contains(TOKEN));
    let header = |(name, value): &(Text, Text)| {
        let value = self::value(name, value, variables, slots, report)?;
        Some(Parameter { name: name.value.clone(), value })
    };
    plain.filter_map(header).collect()
}

fn lower(name: &Text) -> Text {
    Spanned::new(name.value.to_ascii_lowercase(), name.place.clone())
}

fn name(name: &Text, value: &Text, report: &mut Report) {
    let lower = name.value.to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let (message, help) = if lower.is_empty() || !lower.chars().all(plain) {
        (format!("`{}` is no name of a header", lower.escape_debug()), "use letters and dashes")
    } else if OF_THE_TRANSPORT.contains(&lower.as_str()) {
        (format!("the header `{}` is the transport's", name.value), "remove the line")
    } else if lower == "authorization" && !value.value.contains(TOKEN) {
        let message = "`Authorization` is the token's".to_owned();
        (message, "write the scheme and the token, such as \"Token {access_token}\"")
    } else {
        return;
    };
    report.push(Problem::error(FS100.id, &name.place, message).help(help));
}

/// A value of text, the client's id and variables.
fn value(
    name: &Text,
    text: &Text,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Option<Template> {
    let value = template::resolve(text, slots, report)?;
    if value.as_literal().is_some_and(|literal| secret::is_written(&name.value, literal)) {
        let message = format!("the header `{}` holds a secret of somebody's", name.value);
        report.push(
            Problem::error(FS608.id, &text.place, message)
                .help("let the app bring it: `[variables] key = { type = \"secret\" }`"),
        );
    }
    for part in &value.0 {
        match part {
            Part::Literal(literal) => visible(text, literal, report),
            Part::Slot { slot, optional, .. } => {
                let variable = variables.iter().find(|variable| variable.has(*slot));
                let named = slots.get(*slot).map_or("", |slot| slot.name.as_str());
                match variable {
                    Some(it) if it.optional && !optional => may_be_missing(text, named, report),
                    None if named != "client_id" => not_for_headers(text, named, report),
                    Some(_) | None => {}
                }
            }
        }
    }
    Some(value)
}

fn visible(text: &Text, literal: &str, report: &mut Report) {
    if literal.chars().any(|c| !c.is_ascii_graphic() && c != ' ') || text.value.trim() != text.value
    {
        let message = format!("`{}` is no value of a header", text.value.escape_debug());
        let problem = Problem::error(FS100.id, &text.place, message);
        report.push(problem.help("use visible characters of ASCII, and spaces between them"));
    }
}

fn may_be_missing(text: &Text, name: &str, report: &mut Report) {
    let message = format!("`{name}` may be missing, and is sent all the same");
    report.push(
        Problem::error(FS113.id, &text.place, message)
            .help(format!("write `{{{name}?}}`: then the header is left out where it is missing")),
    );
}

fn not_for_headers(text: &Text, name: &str, report: &mut Report) {
    let message = format!("`{name}` does not stand in a header of the API's");
    report.push(
        Problem::error(FS112.id, &text.place, message)
            .help("the client's id and variables do, and the token: `{access_token}`"),
    );
}

/// The header that holds the token, where it is not `Authorization: Bearer`.
pub(super) fn token(document: &ProviderDocument, report: &mut Report) -> Option<TokenHeader> {
    let mut with = document.headers.iter().filter(|(_, value)| value.value.contains(TOKEN));
    let (name, value) = with.next()?;
    if let Some((again, _)) = with.next() {
        let message = "the token stands in two headers";
        report.push(
            Problem::error(FS100.id, &again.place, message)
                .related(&name.place, "it stands here, too")
                .help("leave one of the two out"),
        );
    }
    let before = value.value.strip_suffix(TOKEN).filter(|it| !it.contains(['{', '}']));
    let Some(before) = before else {
        let message = format!("`{}` is no scheme and a token", value.value.escape_debug());
        report.push(
            Problem::error(FS100.id, &value.place, message)
                .help("write the token alone, or a scheme before it: \"Token {access_token}\""),
        );
        return None;
    };
    visible(&Spanned::new(before.trim_end().to_owned(), value.place.clone()), before, report);
    Some(TokenHeader { name: name.value.clone(), before: before.to_owned() })
}

/// What the path of every call begins with.
pub(super) fn path(
    document: &ProviderDocument,
    variables: &[Variable],
    slots: &Slots,
    report: &mut Report,
) -> Option<Address> {
    let text = document.path.as_ref()?;
    let url = template::resolve(text, slots, report)?;
    let fits =
        |kind| matches!(kind, VariableKind::Label | VariableKind::Host | VariableKind::Values);
    for slot in url.slots() {
        let variable = variables.iter().find(|variable| variable.has(slot));
        let named = slots.get(slot);
        let name = named.map_or("", |slot| slot.name.as_str());
        if variable.is_none_or(|it| !fits(it.kind) || it.optional) {
            let rule = match named.map(|slot| slot.source) {
                Some(Source::App) => FS113.id,
                _ => FS112.id,
            };
            let message = format!("`{name}` does not stand in a path");
            report.push(
                Problem::error(rule, &text.place, message).help(
                    "a variable of type `label`, or one with values, does, and is always there",
                ),
            );
        }
    }
    let right = |url: &Template| {
        let sample = |part: &Part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Slot { .. } => "label".to_owned(),
        };
        let path: String = url.0.iter().map(sample).collect();
        path.starts_with('/') && !path.ends_with('/') && is_path(&path)
    };
    if !chosen::each(&url, variables).iter().all(right) {
        let message = format!("`{}` is no beginning of a path", text.value.escape_debug());
        let problem = Problem::error(FS100.id, &text.place, message);
        report.push(problem.help("write what follows the origin, such as \"/v3/{account}\""));
    }
    Some(Address { written: text.value.clone(), url })
}
