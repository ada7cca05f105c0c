//! What the app brings: each variable with the values that it may have.

use super::Subject;
use super::endpoints::{in_the_clear, is_base, is_host, is_label, is_origin};
use super::names::{identifier, unique};
use super::slots::Slots;
use crate::document::{FlowDocument, ProviderDocument, Text, ValueDocument, VariableDocument};
use crate::flow::{Choice, Class, Pattern, SlotId, Source, Variable, VariableKind};
use crate::report::{Problem, Report};
use crate::rules::{FS100, FS103, FS109, FS110, FS113, FS206};
use crate::secret;
use crate::source::{Place, Spanned};
use crate::suggest;

/// The variables of a flow: its own, and those of its provider that it does not write anew.
pub(super) fn declared<'a>(
    flow: &'a FlowDocument,
    provider: &'a ProviderDocument,
) -> impl Iterator<Item = &'a VariableDocument> {
    let anew = |it: &&VariableDocument| !flow.variables.iter().any(|own| same_name(own, it));
    flow.variables.iter().chain(provider.variables.iter().filter(anew))
}

fn same_name(one: &VariableDocument, other: &VariableDocument) -> bool {
    one.name.value == other.name.value
}

pub(super) fn resolve<'a>(
    documents: impl Iterator<Item = &'a VariableDocument>,
    slots: &mut Slots,
    report: &mut Report,
) -> (Vec<Variable>, Vec<Place>) {
    let (mut variables, mut places) = (Vec::new(), Vec::new());
    for document in documents {
        let name = &document.name;
        if slots.find(&name.value).is_some() {
            let message = format!("`{}` is the name of something else", name.value);
            report.push(
                Problem::error(FS103.id, &name.place, message)
                    .help("give the variable another name"),
            );
            continue;
        }
        variables.push(variable(document, slots, report));
        places.push(name.place.clone());
    }
    (variables, places)
}

/// Leaves out what a provider's file declares for other flows than this one.
pub(super) fn leave_out(flow: &FlowDocument, subject: &mut Subject) {
    let own = |it: &Variable| flow.variables.iter().any(|own| own.name.value == it.name);
    let renew = subject.renew.as_ref();
    let ours = |it: &Variable| own(it) || subject.flow.uses(it, renew);
    let ours: Vec<bool> = subject.flow.variables.iter().map(ours).collect();
    let (mut left, mut placed) = (ours.iter(), ours.iter());
    subject.flow.variables.retain(|_| left.next().is_none_or(|ours| *ours));
    subject.places.variables.retain(|_| placed.next().is_none_or(|ours| *ours));
}

fn variable(document: &VariableDocument, slots: &mut Slots, report: &mut Report) -> Variable {
    let (name, kind) = (&document.name, document.kind);
    let class = if kind == VariableKind::Secret { Class::LongSecret } else { Class::Public };
    let slot = slots.define(name, Some(class), Source::App, report);
    if kind == VariableKind::String && secret::is_name(&name.value) {
        let message = format!("`{}` is called like a secret, and may be seen", name.value);
        report.push(
            Problem::error(FS206.id, &name.place, message)
                .help("write `type = \"secret\"`, or another name, where it is none"),
        );
    }
    let pattern = document.pattern.as_ref().and_then(|it| pattern(document, it, report));
    let values = values(document, slot, slots, report);
    if document.optional && document.default.is_some() {
        let message = format!("`optional` changes nothing: `{}` has a default", name.value);
        let problem = Problem::error(FS110.id, &name.place, message);
        report.push(problem.help("leave one of the two out"));
    }
    let variable = Variable {
        name: name.value.clone(),
        kind,
        values,
        pattern,
        default: document.default.as_ref().map(|text| text.value.clone()),
        optional: document.optional,
        summary: document.summary.clone(),
        slot,
    };
    default(document, &variable, report);
    variable
}

fn pattern(document: &VariableDocument, text: &Text, report: &mut Report) -> Option<Pattern> {
    if document.kind == VariableKind::Values {
        let message = "a pattern changes nothing where the values are listed";
        report.push(Problem::error(FS110.id, &text.place, message).help("remove it"));
        return None;
    }
    Pattern::read(&text.value)
        .map_err(|why| {
            let message = format!("`{}` is no pattern: {why}", text.value.escape_debug());
            report.push(Problem::error(FS100.id, &text.place, message).help(
                "write characters and classes, each followed by `?`, `*`, `+` or `{n,m}`, such as \
                 \"[a-z0-9-]+\"",
            ));
        })
        .ok()
}

/// The default of a variable, which must be what the app could bring.
fn default(document: &VariableDocument, variable: &Variable, report: &mut Report) {
    let Some(default) = &document.default else { return };
    let text = default.value.as_str();
    let (fits, help) = match variable.kind {
        VariableKind::Origin => {
            let help = "write scheme and host alone, such as \"https://example.com\"";
            (is_origin(text) && !in_the_clear(text, true), help.to_owned())
        }
        VariableKind::Url => {
            let help = "write an origin and a path, such as \"https://example.com/a\"";
            (is_base(text), help.to_owned())
        }
        VariableKind::Label => {
            (is_label(text), "use letters, digits, `-` and `_`, at most 63".to_owned())
        }
        VariableKind::Host => {
            (is_host(text), "write labels with dots between them, such as \"eu.acme\"".to_owned())
        }
        VariableKind::String => (!text.is_empty(), "leave it out, or say what it is".to_owned()),
        VariableKind::Secret => (false, "a secret is the app's: leave the default out".to_owned()),
        VariableKind::Values => {
            let names = || variable.values.iter().map(|choice| choice.name.as_str());
            (names().any(|name| name == text), format!("write {}", suggest::list(names())))
        }
    };
    if !fits {
        let what =
            if variable.kind == VariableKind::Values { "value" } else { variable.kind.as_str() };
        let message = format!("`{}` is no {what} of `{}`", text.escape_debug(), variable.name);
        report.push(Problem::error(FS113.id, &default.place, message).help(help));
    } else if let Some(pattern) = variable.pattern.as_ref().filter(|it| !it.fits(text)) {
        let message = format!("`{}` does not look like `{}`", text.escape_debug(), pattern.written);
        report.push(
            Problem::error(FS113.id, &default.place, message)
                .help("write a default that fits the pattern, or another pattern"),
        );
    }
}

/// So many values a variable may have.
const MOST: usize = 200;

fn values(
    document: &VariableDocument,
    slot: SlotId,
    slots: &mut Slots,
    report: &mut Report,
) -> Vec<Choice> {
    if document.kind != VariableKind::Values {
        return Vec::new();
    }
    let values = &document.values;
    let Some(first) = values.first().filter(|_| values.len() <= MOST) else {
        let message = format!("`{}` has {} values", document.name.value, values.len());
        report.push(
            Problem::error(FS100.id, &document.name.place, message)
                .help(format!("name 1 to {MOST}: `values = [\"eu\", \"us\"]`")),
        );
        return Vec::new();
    };
    values.iter().for_each(|value| name(value, report));
    unique("value", values.iter().map(|value| variant(&value.name)), report);
    let members = first.texts.iter().filter_map(|(member, _)| member.as_ref());
    let members: Vec<(&Text, SlotId)> =
        members.map(|member| (member, self::member(document, member, slots, report))).collect();
    values.iter().map(|value| choice(value, slot, &members, report)).collect()
}

/// The slot of one of the texts that a value has: `{environment.api}`.
fn member(
    document: &VariableDocument,
    member: &Text,
    slots: &mut Slots,
    report: &mut Report,
) -> SlotId {
    identifier(member, report);
    let name = format!("{}.{}", document.name.value, member.value);
    let name = Spanned::new(name, member.place.clone());
    slots.define(&name, Some(Class::Public), Source::App, report)
}

/// What the app says becomes a variant in Rust.
fn name(value: &ValueDocument, report: &mut Report) {
    let name = &value.name;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let begins = name.value.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !begins || !name.value.chars().all(plain) || variant(name).value == "Self" {
        let message = format!("`{}` is no name of a value", name.value.escape_debug());
        report.push(Problem::error(FS109.id, &name.place, message).help(
            "it becomes a variant in Rust: use letters, digits, `-`, `_` and `.`; what is sent may \
             be another text, `{ name = \"text\" }`",
        ));
    }
}

/// The variant of a value.
fn variant(name: &Text) -> Text {
    Spanned::new(crate::flow::variant(&name.value), name.place.clone())
}

/// A value with its texts: every one has those of the first.
fn choice(
    value: &ValueDocument,
    slot: SlotId,
    members: &[(&Text, SlotId)],
    report: &mut Report,
) -> Choice {
    let name = value.name.value.clone();
    let whole = value.texts.iter().find(|(member, _)| member.is_none());
    let whole = whole.map_or_else(|| name.clone(), |(_, text)| text.value.clone());
    let mut texts = vec![(slot, whole)];
    let named = |wanted: &str| {
        let mut each = value.texts.iter();
        each.find(|(member, _)| member.as_ref().is_some_and(|it| it.value == wanted))
    };
    for (member, slot) in members {
        match named(&member.value) {
            Some((_, text)) => texts.push((*slot, text.value.clone())),
            None => {
                let message = format!("`{name}` says no `{}`, and others do", member.value);
                report.push(
                    Problem::error(FS100.id, &value.name.place, message)
                        .related(&member.place, "said here")
                        .help("give every value the same texts"),
                );
            }
        }
    }
    let known = |member: &Text| members.iter().any(|(it, _)| it.value == member.value);
    for member in value.texts.iter().filter_map(|(member, _)| member.as_ref()) {
        if !known(member) {
            let message = format!("the first value says no `{}`", member.value);
            let problem = Problem::error(FS100.id, &member.place, message);
            report.push(problem.help("give every value the same texts"));
        }
    }
    Choice { name, texts }
}
