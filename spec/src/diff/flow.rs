//! A flow: what its annotation brings, and which fields it wants.

use super::change::Changes;
use super::machine;
use super::matched::matched;
use super::security;
use crate::fields;
use crate::flow::{Deprecation, Flow, FlowOption, Variable};
use crate::property::Property;
use crate::render::act;

pub(super) fn compare(old: &Flow, new: &Flow, changes: &mut Changes) {
    names(old, new, changes);
    for property in Property::ALL {
        let (before, after) = (old.properties.get(property), new.properties.get(property));
        if before != after {
            self::property(property, after, changes);
        }
    }
    match (old.asks_for_scopes(), new.asks_for_scopes()) {
        (true, false) => changes.breaking("`scopes(...)` is refused: nothing is asked for"),
        (false, true) => changes.compatible("`scopes(...)` may be asked for"),
        _ => {}
    }
    fields(old, new, changes);
    variables(old, new, changes);
    options(old, new, changes);
    machine::compare(old, new, changes);
    if old.properties.refreshable && new.properties.refreshable {
        machine::renewal(old, new, changes);
    }
    endpoints(old, new, changes);
    deprecation("the annotation", &old.deprecated, &new.deprecated, changes);
    security::compare(old, new, changes);
}

/// A grant alone: its flows get what changes in its machine.
pub(super) fn compare_grants(old: &Flow, new: &Flow, changes: &mut Changes) {
    if old.grant != new.grant {
        changes.breaking(format!("the grant `{}` is called `{}`", old.grant, new.grant));
    }
    if old.sources != new.sources {
        changes.unnoticed("the docs name other sources");
    }
    machine::compare(old, new, changes);
    match (&old.renew, &new.renew) {
        (Some(_), None) => {
            changes.breaking("the renewal is gone: no flow of this grant is refreshable")
        }
        (None, Some(_)) => {
            changes.compatible("there is a renewal: flows of this grant may be refreshable")
        }
        _ => machine::renewal(old, new, changes),
    }
    security::compare(old, new, changes);
}

fn names(old: &Flow, new: &Flow, changes: &mut Changes) {
    if old.name != new.name {
        changes.breaking(format!("the flow `{}` is called `{}`", old.name, new.name));
    }
    if old.provider.name != new.provider.name {
        let (before, after) = (&old.provider.name, &new.provider.name);
        changes.breaking(format!("the flow is one of `{after}`, no longer of `{before}`"));
    }
    if (&old.title, &old.summary, &old.sources) != (&new.title, &new.summary, &new.sources) {
        changes.unnoticed("the docs of the flow say something else");
    }
    if old.grant != new.grant {
        changes.unnoticed(format!("the grant is `{}`, no longer `{}`", new.grant, old.grant));
    }
}

fn property(property: Property, now: bool, changes: &mut Changes) {
    match (property, now) {
        (Property::NeedsUserConsent, true) => {
            changes.breaking("`Mixtape::connect` is gone, and `login` is there: a user must agree");
        }
        (Property::NeedsUserConsent, false) => {
            changes.breaking("`Mixtape::login` is gone, and `connect` is there: no user is asked");
        }
        (Property::Refreshable, true) => changes.compatible("`Session<Mixtape>::refresh` is new"),
        (Property::Refreshable, false) => changes.breaking("`Session<Mixtape>::refresh` is gone"),
        (Property::ShortLived, true) => {
            changes.breaking("`Mixtape` is `ShortLived`: its end is `ConsentRequired`");
        }
        (Property::ShortLived, false) => changes.breaking("`Mixtape` is no longer `ShortLived`"),
        (Property::UserScoped, true) => {
            changes.compatible("calls for a user are allowed: the token acts for one");
        }
        (Property::UserScoped, false) => {
            changes.breaking("calls for a user are refused: the token acts for none");
        }
    }
}

/// A field that is no longer wanted breaks what has it: a secret is refused, and beside any other
/// there is no `from_env`.
fn fields(old: &Flow, new: &Flow, changes: &mut Changes) {
    let (before, after) = (fields::needed(old), fields::needed(new));
    let fields = matched(&before, &after, |field| &field.name);
    for field in fields.new {
        let (name, ty) = (&field.name, &field.ty);
        if field.optional {
            changes.compatible(format!("the field `{name}: {ty}` may be there"));
        } else {
            changes.breaking(format!("the field `{name}: {ty}` appears"));
        }
    }
    for field in fields.gone {
        changes.breaking(format!("the field `{}: {}` is gone", field.name, field.ty));
    }
    for (before, after) in fields.both.iter().filter(|(before, after)| before.ty != after.ty) {
        let (name, ty) = (&after.name, &after.ty);
        changes.breaking(format!("the field `{name}` is a `{ty}`, no longer a `{}`", before.ty));
    }
    for (before, after) in &fields.both {
        match (before.optional, after.optional) {
            (true, false) => changes.breaking(format!("the field `{}` must be there", after.name)),
            (false, true) => {
                changes.compatible(format!("the field `{}` may be left out", after.name));
            }
            _ => {}
        }
    }
    let (before, after) = (old.authentication, new.authentication);
    if before != after && before.needs_secret() == after.needs_secret() {
        let (before, after) = (before.as_str(), after.as_str());
        changes
            .compatible(format!("the client authenticates by `{after}`, no longer by `{before}`"));
    }
}

/// What a variable may be is what apps may bring.
fn variables(old: &Flow, new: &Flow, changes: &mut Changes) {
    let variables = matched(&old.variables, &new.variables, |variable| &variable.name);
    for (before, after) in variables.both {
        let name = &after.name;
        let values = matched(&before.values, &after.values, |value| &value.name);
        let listed = !before.values.is_empty() && !after.values.is_empty();
        for value in values.gone.iter().filter(|_| listed) {
            changes.breaking(format!("`{name}` is no longer `{}`", value.name));
        }
        for value in values.new.iter().filter(|_| listed) {
            changes.compatible(format!("`{name}` may be `{}`", value.name));
        }
        let written = |it: &Variable| it.pattern.as_ref().map(|it| it.written.clone());
        if let Some(pattern) = written(after).filter(|_| written(before) != written(after)) {
            changes.breaking(format!("`{name}` must look like `{pattern}`"));
        }
        if listed && before.summary != after.summary {
            changes.unnoticed(format!("the docs of the variable `{name}` say something else"));
        }
    }
}

fn options(old: &Flow, new: &Flow, changes: &mut Changes) {
    let options = matched(&old.options, &new.options, |option| &option.name);
    for option in options.gone {
        changes.breaking(format!("the option {} is gone", setter(old, option)));
    }
    for option in options.new {
        changes.compatible(format!("the option {} is new", setter(new, option)));
    }
    for (before, after) in options.both {
        let (was, is) = (setter(old, before), setter(new, after));
        if was != is {
            changes.breaking(format!("the option {was} is {is}"));
        }
        if before.summary != after.summary {
            changes
                .unnoticed(format!("the docs of the option `{}` say something else", after.name));
        }
    }
}

/// An option as a method: where it is called, and with what.
fn setter(flow: &Flow, option: &FlowOption) -> String {
    let step = flow.transitions.get(option.transition);
    let state = step.and_then(|step| flow.states.get(step.from));
    let state = state.map(|state| machine::camel(&state.name)).unwrap_or_default();
    format!("`Attempt<state::{state}>::{}({})`", option.name, option.kind.as_str())
}

fn endpoints(old: &Flow, new: &Flow, changes: &mut Changes) {
    let endpoints = matched(&old.endpoints, &new.endpoints, |endpoint| &endpoint.name);
    for (before, after) in endpoints.both {
        let (was, is) = (act::template(old, &before.url), act::template(new, &after.url));
        if was != is {
            changes
                .compatible(format!("the endpoint `{}` is `{is}`, no longer `{was}`", after.name));
        }
    }
}

pub(super) fn deprecation(
    what: &str,
    old: &Option<Deprecation>,
    new: &Option<Deprecation>,
    changes: &mut Changes,
) {
    match (old, new) {
        (None, Some(ended)) => {
            let note = ended.note.trim_end_matches('.');
            changes.compatible(format!("{what} warns: deprecated since {}, {note}", ended.since));
        }
        (Some(_), None) => changes.compatible(format!("{what} no longer warns: not deprecated")),
        (Some(before), Some(after)) if before != after => {
            changes.unnoticed(format!("{what} warns in other words"));
        }
        _ => {}
    }
}
