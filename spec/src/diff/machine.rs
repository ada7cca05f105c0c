//! A machine: its states are types, its transitions methods.

use super::change::Changes;
use super::matched::{matched, missing};
use crate::flow::{
    Action, Binding, Flow, Kept, Parameter, Post, SlotId, Source, State, Transition, Within,
};
use crate::render::act;
use crate::render::graph::kind;

pub(super) fn compare(old: &Flow, new: &Flow, changes: &mut Changes) {
    let (before, after) = (state_name(old, old.initial), state_name(new, new.initial));
    if before != after {
        changes.breaking(format!("`begin` gives an `Attempt<state::{after}>`, not `{before}`"));
    }
    let states = matched(&old.states, &new.states, |state| &state.name);
    for gone in states.gone {
        changes.breaking(format!("the state `state::{}` is gone", camel(&gone.name)));
    }
    for added in states.new {
        changes.compatible(format!("the state `state::{}` is new", camel(&added.name)));
    }
    for (before, after) in states.both {
        state((old, before), (new, after), changes);
    }
    let steps = matched(&old.transitions, &new.transitions, |step| &step.name);
    for gone in steps.gone {
        changes.breaking(format!("the step {} is gone", method(old, gone)));
    }
    for added in steps.new {
        changes.compatible(format!("the step {} is new", method(new, added)));
    }
    for (before, after) in steps.both {
        step((old, before), (new, after), changes);
    }
    kept(old, new, changes);
    let granted = |flow: &Flow| Some(flow.slot(flow.granted?)?.name.clone());
    let (was, is) = (granted(old), granted(new));
    if was != is {
        changes.compatible(match is {
            Some(slot) => format!("`{slot}` says which scopes were granted"),
            None => "the answer with the token alone says which scopes were granted".to_owned(),
        });
    }
}

/// What a session keeps: an accessor each, of a text that is there or may be.
fn kept(old: &Flow, new: &Flow, changes: &mut Changes) {
    let named = |flow: &Flow| -> Vec<(String, bool)> {
        let name = |kept: &Kept| Some((flow.slot(kept.slot)?.name.clone(), kept.optional));
        flow.kept.iter().filter_map(name).collect()
    };
    let (was, is) = (named(old), named(new));
    let all = matched(&was, &is, |(name, _)| name);
    for (name, _) in all.gone {
        changes.breaking(format!("a session keeps no `{name}`: `kept().{name}()` is gone"));
    }
    for (name, optional) in all.new {
        changes.compatible(match optional {
            true => format!("a session keeps `{name}` where it is there"),
            false => format!("a session keeps `{name}`: one of before lacks it, until a new login"),
        });
    }
    for ((name, was), (_, is)) in all.both {
        match (was, is) {
            (false, true) => {
                changes.breaking(format!("`kept().{name}()` is an option: it may be missing"));
            }
            (true, false) => {
                changes.breaking(format!("`kept().{name}()` is no option: it is always there"));
            }
            _ => {}
        }
    }
}

/// What a session sends to renew itself, where both can.
pub(super) fn renewal(old: &Flow, new: &Flow, changes: &mut Changes) {
    if let (Some(before), Some(after)) = (&old.renew, &new.renew) {
        post("a renewal", (old, before), (new, after), changes);
    }
}

fn state(old: (&Flow, &State), new: (&Flow, &State), changes: &mut Changes) {
    let name = camel(&new.1.name);
    match (old.1.is_final, new.1.is_final) {
        (true, false) => {
            changes.breaking(format!("`Attempt<state::{name}>` has no token any more"))
        }
        (false, true) => changes.breaking(format!("`Attempt<state::{name}>` ends with a token")),
        _ => {}
    }
    let (was, is) = (slots(old.0, &old.1.shows), slots(new.0, &new.1.shows));
    for slot in missing(&was, &is) {
        changes.breaking(format!("`Attempt<state::{name}>::{slot}` is gone"));
    }
    for slot in missing(&is, &was) {
        changes.compatible(format!("`Attempt<state::{name}>::{slot}` is new"));
    }
    let (was, is) = (slots(old.0, &old.1.keeps), slots(new.0, &new.1.keeps));
    for slot in missing(&is, &was) {
        changes.compatible(format!(
            "attempts that are suspended in `{name}` now must begin again: they lack `{slot}`"
        ));
    }
    for slot in missing(&was, &is) {
        changes.unnoticed(format!("an attempt in `{name}` no longer keeps `{slot}`"));
    }
    let (was, is) = (slots(old.0, &old.1.perhaps), slots(new.0, &new.1.perhaps));
    for slot in missing(&is, &was) {
        changes.unnoticed(format!("an attempt in `{name}` keeps `{slot}` where it is there"));
    }
    if old.1.summary != new.1.summary {
        changes.unnoticed(format!("the docs of the state `{name}` say something else"));
    }
}

fn step(old: (&Flow, &Transition), new: (&Flow, &Transition), changes: &mut Changes) {
    let name = &format!("`{}`", new.1.name);
    let (was, is) = (method(old.0, old.1), method(new.0, new.1));
    if was != is {
        changes.breaking(format!("the step {was} is {is}"));
    }
    match (old.1.spends, new.1.spends) {
        (true, false) => changes.breaking(format!("{name} gives the attempt back when it fails")),
        (false, true) => changes.breaking(format!("{name} ends the attempt when it fails")),
        _ => {}
    }
    match (&old.1.action, &new.1.action) {
        (Action::Redirect(before), Action::Redirect(after)) => {
            endpoint(name, (old.0, before.endpoint), (new.0, after.endpoint), changes);
            sent(name, (old.0, &before.query), (new.0, &after.query), changes);
        }
        (Action::Post(before), Action::Post(after)) => {
            post(name, (old.0, before), (new.0, after), changes);
        }
        (Action::Callback(before), Action::Callback(after)) => {
            if before.within != after.within {
                let place = match after.within {
                    Within::Query => "query",
                    Within::Fragment => "fragment",
                };
                changes.compatible(format!("{name} reads the {place} of the callback"));
            }
            let (was, is) = (&before.expect, &after.expect);
            bindings(name, "compares", (old.0, was), (new.0, is), changes);
            bindings(name, "takes", (old.0, &before.bind), (new.0, &after.bind), changes);
            token(name, before.token, after.token, changes);
        }
        // It is another method now, which was said.
        (Action::Redirect(_) | Action::Post(_) | Action::Callback(_), _) => {}
    }
}

fn post(name: &str, old: (&Flow, &Post), new: (&Flow, &Post), changes: &mut Changes) {
    endpoint(name, (old.0, old.1.endpoint), (new.0, new.1.endpoint), changes);
    sent(name, (old.0, &old.1.form), (new.0, &new.1.form), changes);
    bindings(name, "takes", (old.0, &old.1.bind), (new.0, &new.1.bind), changes);
    token(name, old.1.token, new.1.token, changes);
    if old.1.token_in != new.1.token_in {
        let place = match &new.1.token_in {
            Some(member) => format!("in the member `{member}` of the answer"),
            None => "in the answer itself".to_owned(),
        };
        changes.compatible(format!("{name} looks for the token {place}"));
    }
}

fn token(name: &str, old: bool, new: bool, changes: &mut Changes) {
    match (old, new) {
        (true, false) => changes.compatible(format!("{name} brings no token any more")),
        (false, true) => changes.compatible(format!("{name} brings a token")),
        _ => {}
    }
}

fn endpoint(name: &str, old: (&Flow, usize), new: (&Flow, usize), changes: &mut Changes) {
    let called = |(flow, index): (&Flow, usize)| {
        flow.endpoints.get(index).map(|endpoint| endpoint.name.clone()).unwrap_or_default()
    };
    let (was, is) = (called(old), called(new));
    if was != is {
        changes.compatible(format!("{name} goes to the endpoint `{is}`, no longer to `{was}`"));
    }
}

/// The parameters of a request; those of options are said to be options.
fn sent(name: &str, old: (&Flow, &[Parameter]), new: (&Flow, &[Parameter]), changes: &mut Changes) {
    let fixed = |(flow, list): (&Flow, &[Parameter])| -> Vec<(String, String)> {
        let option = |id| flow.slot(id).is_some_and(|slot| slot.source == Source::Option);
        let fixed = list.iter().filter(|it| !it.value.slots().any(option));
        fixed.map(|it| (it.name.clone(), act::template(flow, &it.value))).collect()
    };
    let (was, is) = (fixed(old), fixed(new));
    let parameters = matched(&was, &is, |(name, _)| name);
    for (parameter, _) in parameters.new {
        changes.compatible(format!("{name} sends `{parameter}`"));
    }
    for (parameter, _) in parameters.gone {
        changes.compatible(format!("{name} no longer sends `{parameter}`"));
    }
    for ((parameter, was), (_, is)) in parameters.both {
        if was != is {
            changes.compatible(format!("{name} sends `{parameter}` as `{is}`, no longer `{was}`"));
        }
    }
}

fn bindings(
    name: &str,
    verb: &str,
    old: (&Flow, &[Binding]),
    new: (&Flow, &[Binding]),
    changes: &mut Changes,
) {
    let named = |(flow, list): (&Flow, &[Binding])| -> Vec<(String, Option<String>)> {
        let slot = |it: &Binding| flow.slot(it.slot).map(|slot| slot.name.clone());
        list.iter().map(|it| (it.parameter.clone(), slot(it))).collect()
    };
    let (was, is) = (named(old), named(new));
    for (parameter, _) in missing(&is, &was) {
        changes.compatible(format!("{name} {verb} `{parameter}`"));
    }
    let optional = |list: &[Binding], parameter: &str| {
        list.iter().find(|it| it.parameter == parameter).map(|it| it.optional)
    };
    for (parameter, _) in &is {
        match (optional(old.1, parameter), optional(new.1, parameter)) {
            (Some(false), Some(true)) => {
                changes.compatible(format!("{name} does without `{parameter}`"));
            }
            (Some(true), Some(false)) => {
                changes.compatible(format!("{name} fails where there is no `{parameter}`"));
            }
            _ => {}
        }
    }
    let verb = verb.trim_end_matches('s');
    for (parameter, _) in missing(&was, &is) {
        changes.compatible(format!("{name} does not {verb} `{parameter}` any more"));
    }
}

fn slots(flow: &Flow, slots: &[SlotId]) -> Vec<String> {
    slots.iter().filter_map(|slot| flow.slot(*slot)).map(|slot| slot.name.clone()).collect()
}

/// A step as a method: where it is called, what it takes, and where it leads.
fn method(flow: &Flow, step: &Transition) -> String {
    let arguments = match kind(&step.action) {
        "callback" => "callback",
        "post" => "http",
        _ => "",
    };
    let (from, to) = (state_name(flow, step.from), state_name(flow, step.to));
    format!("`Attempt<state::{from}>::{}({arguments}) -> Attempt<state::{to}>`", step.name)
}

fn state_name(flow: &Flow, index: usize) -> String {
    flow.states.get(index).map(|state| camel(&state.name)).unwrap_or_default()
}

/// A name as the name of a type: `AwaitingConsent`.
pub(super) fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}
