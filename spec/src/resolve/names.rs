//! Names become Rust: they must be identifiers, and different ones.

use std::collections::HashMap;

use super::machine;
use crate::document::{FlowDocument, GrantDocument, ProviderDocument, Text};
use crate::report::{Problem, Report};
use crate::rules::{FS103, FS109};
use crate::source::{Place, Source, Spanned};

/// Words that Rust keeps for itself (2024 edition).
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Methods that every attempt has.
const METHODS: [&str; 4] = ["suspend", "token", "into_token", "machine"];

pub(super) fn check(
    flow: &FlowDocument,
    provider: &ProviderDocument,
    grant: &GrantDocument,
    report: &mut Report,
) {
    let names = [&flow.name, &provider.name, &grant.name];
    for name in names.into_iter().chain(declared(flow, grant)) {
        identifier(name, report);
    }
    provider.variables.iter().for_each(|variable| identifier(&variable.name, report));
    variables(flow, provider, report);
    let kept = machine::all_binds(grant).filter(|bind| bind.keep.is_some());
    for name in provider.scopes.iter().map(|scope| &scope.name).chain(kept.map(|it| &it.slot)) {
        identifier(name, report);
    }
    for state in grant.states.iter().filter(|state| upper_camel(&state.name.value) == "Self") {
        let message = format!("`{}` would be the type `Self`", state.name.value);
        let problem = Problem::error(FS109.id, &state.name.place, message);
        report.push(problem.help("give the state another name"));
    }
    for state in &grant.states {
        unique("slot", state.shows.iter().cloned(), report);
    }
    unique("state", grant.states.iter().map(|state| camel(&state.name)), report);
    let methods = METHODS.map(|name| Spanned::new(name.to_owned(), grant.place.clone()));
    let transitions = grant.transitions.iter().map(|t| t.name.clone());
    let shows = grant.states.iter().flat_map(|state| state.shows.iter().cloned());
    let options = flow.options.iter().map(|option| option.name.clone());
    // The same slot may be shown in several states: one accessor each.
    let mut shown: Vec<Text> = Vec::new();
    for slot in shows {
        if !shown.iter().any(|seen| seen.value == slot.value) {
            shown.push(slot);
        }
    }
    let all = methods.into_iter().chain(transitions).chain(shown).chain(options);
    unique("method", all, report);
    let groups = provider.groups.iter().map(|group| &group.name);
    groups.clone().for_each(|name| identifier(name, report));
    let scopes = provider.scopes.iter().map(|scope| &scope.name);
    unique("scope", scopes.chain(groups).map(camel), report);
    unique("scope value", provider.scopes.iter().map(|scope| scope.value.clone()), report);
}

/// A variable whose values are listed becomes a type beside that of the attempt.
fn variables(flow: &FlowDocument, provider: &ProviderDocument, report: &mut Report) {
    let all = flow.variables.iter().chain(&provider.variables);
    for variable in all.filter(|it| !it.values.is_empty()) {
        let name = &variable.name;
        if ["Attempt", "Self"].contains(&upper_camel(&name.value).as_str()) {
            let message = format!("`{}` would be a type that is there already", name.value);
            let problem = Problem::error(FS109.id, &name.place, message);
            report.push(problem.help("give the variable another name"));
        }
    }
}

/// All that a flow and a grant give a name to.
fn declared<'a>(
    flow: &'a FlowDocument,
    grant: &'a GrantDocument,
) -> impl Iterator<Item = &'a Text> {
    let states = grant.states.iter().map(|state| &state.name);
    let transitions = grant.transitions.iter().map(|transition| &transition.name);
    let variables = flow.variables.iter().map(|variable| &variable.name);
    let options = flow.options.iter().map(|option| &option.name);
    states.chain(transitions).chain(variables).chain(options)
}

/// Whether a name may be that of a flow or of anything else in a spec file.
///
/// # Errors
///
/// What is wrong with it, and what to write instead.
///
/// ```
/// use spotify_flow_spec::check_name;
/// assert!(check_name("acme").is_ok());
/// let report = check_name("Acme").unwrap_err();
/// assert!(report.to_string().contains("`Acme` is no name in snake_case"));
/// ```
pub fn check_name(name: &str) -> Result<(), Report> {
    let text = Spanned::new(name.to_owned(), Source::new("", "").start());
    let mut report = Report::default();
    identifier(&text, &mut report);
    if report.is_empty() { Ok(()) } else { Err(report) }
}

/// A name in `snake_case` that is no keyword.
pub(super) fn identifier(name: &Text, report: &mut Report) {
    let value = &name.value;
    if KEYWORDS.contains(&value.as_str()) {
        let message = format!("`{value}` is a keyword of Rust, and names become Rust");
        report.push(
            Problem::error(FS109.id, &name.place, message)
                .help(format!("write `{value}_` or another word")),
        );
        return;
    }
    let snake = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && value.len() <= 64;
    if !snake {
        let message = format!("`{}` is no name in snake_case", value.escape_debug());
        report.push(Problem::error(FS109.id, &name.place, message).help(
            "names become Rust: use small letters, digits and `_`, at most 64, a letter first",
        ));
    }
}

pub(super) fn camel(name: &Text) -> Text {
    Spanned::new(upper_camel(&name.value), name.place.clone())
}

/// `awaiting_consent` as the name of a type: `AwaitingConsent`.
pub(crate) fn upper_camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}

pub(super) fn unique(what: &str, names: impl Iterator<Item = Text>, report: &mut Report) {
    let mut seen: HashMap<String, Place> = HashMap::new();
    for name in names {
        let Some(first) = seen.get(&name.value) else {
            seen.insert(name.value, name.place);
            continue;
        };
        let message = format!("there are two of the {what} `{}`", name.value);
        report.push(
            Problem::error(FS103.id, &name.place, message)
                .related(first, "the first is here")
                .help("give one of the two another name"),
        );
    }
}
