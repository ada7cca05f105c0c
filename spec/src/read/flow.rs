//! Reads a flow file.

use super::apart;
use super::entry::Entry;
use super::parts;
use super::table::Table;
use super::{grant, provider, variables};
use crate::document::{Adjustment, FlowDocument, OptionDocument, ParametersPart, Text};
use crate::flow::{Authentication, OptionKind};
use crate::property::Property;
use crate::report::Report;
use crate::source::{Place, Spanned};

pub(super) fn read(root: &mut Table<'_>, report: &mut Report) -> Option<FlowDocument> {
    // A fact of a provider is an inline provider's, whose table may be missing.
    let facts = [
        "provider",
        "redirect",
        "refresh_tokens",
        "tokens",
        "scopes",
        "servers",
        "support",
        "limits",
        "refusals",
        "api",
        "operations",
    ];
    let inline = facts.iter().any(|fact| root.has(fact));
    let inline_provider = inline.then(|| provider::read_inline(root, report));
    let inline_grant = root.has("grant").then(|| grant::read_inline(root, report));
    let properties = properties(root, report);
    let authentication = authentication(root, report);
    let endpoints = parts::texts(root, "endpoints", report);
    let variables = variables::read(root, report);
    let options = apart(report, |report| options(root, report));
    let (adjustments, within) = adjustments(root, report);
    let allow = apart(report, |report| parts::allow(root, report));
    if !root.has("flow") {
        root.missing("[flow]", "[flow]` with a `name` and a `grant");
    }
    let mut flow = root.table("flow", report)?;
    let (name, title) = (flow.require("name", report), flow.text("title", report));
    let summary = flow.text("summary", report);
    let grant = flow.require("grant", report);
    let provider = match inline_provider {
        Some(_) => flow.string("provider", report),
        None => flow.require("provider", report),
    };
    let deprecated = parts::deprecated(&mut flow, report);
    flow.finish(report);
    let name = name?;
    Some(FlowDocument {
        authentication,
        name,
        title,
        summary,
        provider,
        grant: grant?,
        deprecated,
        properties,
        endpoints,
        variables,
        options,
        adjustments,
        within,
        inline_provider: inline_provider.flatten(),
        inline_grant: inline_grant.flatten(),
        allow,
    })
}

/// A property that is missing, or is no claim, is one mistake: all else is judged as if it were not
/// claimed.
fn properties(root: &mut Table<'_>, report: &mut Report) -> [Spanned<bool>; 4] {
    if !root.has("properties") {
        let example = "[properties]` with the four properties, such as `refreshable = true";
        root.missing_apart("[properties]", example);
    }
    let nothing = Spanned::new(false, root.place.clone());
    let Some(mut table) = root.table("properties", report) else {
        return Property::ALL.map(|_| nothing.clone());
    };
    apart(report, |report| {
        let read = Property::ALL.map(|property| claim(&mut table, property, report));
        table.finish(report);
        read
    })
}

fn claim(table: &mut Table<'_>, property: Property, report: &mut Report) -> Spanned<bool> {
    let key = property.key();
    let Some(entry) = table.take(key) else {
        table.missing(key, &format!("{key} = true` or `{key} = false"));
        return Spanned::new(false, table.place.clone());
    };
    entry.boolean(report).unwrap_or_else(|| Spanned::new(false, entry.place.clone()))
}

/// How a missing authentication is written; which it is, nobody but the author knows.
const AUTHENTICATION: &str = "authentication = \"none\"` for an app without a secret, or \
                              `authentication = \"basic\"` for one with a secret, such as `\"body\"";

/// Where it is missing, or is none, all else is judged as if a client authenticated: what a client
/// without a secret must do is asked of who says so.
fn authentication(root: &mut Table<'_>, report: &mut Report) -> Spanned<Authentication> {
    if !root.has("client") {
        root.missing_apart("[client]", &format!("[client]` with a line `{AUTHENTICATION}"));
    }
    let unsaid = |place: &Place| Spanned::new(Authentication::Basic, place.clone());
    let nothing = unsaid(&root.place);
    let Some(mut table) = root.table("client", report) else { return nothing };
    apart(report, |report| {
        let words = Authentication::ALL.map(|word| (word.as_str(), word));
        let read = match table.take("authentication") {
            Some(entry) => entry.word(&words, report).unwrap_or_else(|| unsaid(&entry.place)),
            None => {
                table.missing("authentication", AUTHENTICATION);
                unsaid(&table.place)
            }
        };
        table.finish(report);
        read
    })
}

fn options(root: &mut Table<'_>, report: &mut Report) -> Vec<OptionDocument> {
    let Some(mut table) = root.table("options", report) else { return Vec::new() };
    let entries = table.take_all();
    entries.iter().filter_map(|entry| option(entry, report)).collect()
}

fn option(entry: &Entry<'_>, report: &mut Report) -> Option<OptionDocument> {
    let mut table = entry.table(report)?;
    let words = [OptionKind::Bool, OptionKind::String, OptionKind::Integer]
        .map(|word| (word.as_str(), word));
    let kind = required_word(&mut table, &words, report);
    let place_in = table.require("in", report);
    let summary = table.text("summary", report);
    table.finish(report);
    Some(OptionDocument { name: entry.key.clone(), kind: kind?, place_in: place_in?, summary })
}

/// The entry `type`, which says what a value may be.
pub(super) fn required_word<T: Copy>(
    table: &mut Table<'_>,
    words: &[(&str, T)],
    report: &mut Report,
) -> Option<T> {
    let Some(entry) = table.take("type") else {
        let first = words.first().map_or("", |(word, _)| word);
        table.missing("type", &format!("type = \"{first}\""));
        return None;
    };
    entry.word(words, report).map(|word| word.value)
}

/// What a flow changes of its grant: parameters, and where in an answer a token stands.
type Changes = (Vec<Adjustment>, Vec<(Text, Text)>);

/// `[transitions.exchange.post.form] audience = "..."`, `[renew.post.form] scope = false`,
/// `[transitions.exchange.post] token_in = "authed_user"`
fn adjustments(root: &mut Table<'_>, report: &mut Report) -> Changes {
    let mut found = Changes::default();
    if let Some(mut transitions) = root.table("transitions", report) {
        for entry in transitions.take_all() {
            let Some(mut transition) = entry.table(report) else { continue };
            adjusted(&mut transition, Some(&entry.key), report, &mut found);
        }
    }
    if let Some(mut renew) = root.table("renew", report) {
        adjusted(&mut renew, None, report, &mut found);
    }
    found
}

fn adjusted(
    table: &mut Table<'_>,
    transition: Option<&Text>,
    report: &mut Report,
    found: &mut Changes,
) {
    let pairs = [("redirect", ParametersPart::Query), ("post", ParametersPart::Form)];
    for (action, part) in pairs {
        if transition.is_none() && part == ParametersPart::Query {
            continue;
        }
        let Some(mut action) = table.table(action, report) else { continue };
        if let Some(mut parameters) = action.table(part.as_str(), report) {
            for entry in parameters.take_all() {
                found.0.extend(adjustment(&entry, transition, part, report));
            }
        }
        if let (ParametersPart::Form, Some(transition)) = (part, transition) {
            let within = action.string("token_in", report);
            found.1.extend(within.map(|within| (transition.clone(), within)));
        }
        action.finish(report);
    }
    table.finish(report);
}

fn adjustment(
    entry: &Entry<'_>,
    transition: Option<&Text>,
    part: ParametersPart,
    report: &mut Report,
) -> Option<Adjustment> {
    let value = match (entry.value().as_str(), entry.value().as_bool()) {
        (Some(text), _) => Some(Spanned::new(text.to_owned(), entry.place.clone())),
        (None, Some(false)) => None,
        _ => return entry.refuse("a string, or `false` to leave the parameter out", report),
    };
    let (transition, name) = (transition.cloned(), parts::named(entry, report)?);
    parts::parameter_name(&name, report);
    Some(Adjustment { transition, part, name, value })
}
