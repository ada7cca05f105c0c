//! What maintainers do to a spec: one edit, most of them wrong.

use crate::chance::Chance;
use crate::make::pairs;
use crate::spec::{Action, Bind, Pairs, Spec, State, Step};

const SLOTS: [&str; 20] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "refresh_token",
    "state",
    "nonce",
    "code",
    "code_verifier",
    "access_token",
    "session_state",
    "request_uri",
    "ticket",
    "realm",
    "authorize_url",
    "username",
    "found_1",
    "found_2",
    "base",
    "option_0",
];

const MEMBERS: [&str; 14] = [
    "code",
    "state",
    "access_token",
    "refresh_token",
    "id_token",
    "request_uri",
    "session_state",
    "ticket",
    "realmId",
    "expires_in",
    "error",
    "iss",
    "code_verifier",
    "token_type",
];

const CLASSES: [Option<&str>; 7] = [
    None,
    None,
    Some("public"),
    Some("personal"),
    Some("one_time"),
    Some("secret"),
    Some("long_secret"),
];

/// Edits a spec so many times.
pub(crate) fn spoil(spec: &mut Spec, edits: usize, chance: &mut Chance) {
    for _ in 0..edits {
        edit(spec, chance);
    }
}

fn edit(spec: &mut Spec, chance: &mut Chance) {
    match chance.below(24) {
        0..=4 => send(spec, chance),
        5 => unsend(spec, chance),
        6 => mint(spec, chance),
        7 => unmint(spec, chance),
        8..=10 => bind(spec, chance),
        11 => unbind(spec, chance),
        12 => lead(spec, chance),
        13..=15 => double(spec, chance),
        16 => remove(spec, chance),
        17 => turn(spec, chance),
        18 => expect(spec, chance),
        19 => show(spec, chance),
        20 => add_state(spec, chance),
        21 => renew(spec, chance),
        22 => swap(spec, chance),
        _ => facts(spec, chance),
    }
}

fn step<'a>(spec: &'a mut Spec, chance: &mut Chance) -> &'a mut Step {
    let at = chance.below(spec.steps.len());
    &mut spec.steps[at]
}

fn state(spec: &Spec, chance: &mut Chance) -> String {
    chance.one(&spec.states).name.clone()
}

/// A slot, most often one that there is.
fn slot(spec: &Spec, chance: &mut Chance) -> String {
    let mut bound: Vec<String> = Vec::new();
    for step in &spec.steps {
        bound.extend(step.mint.iter().map(|(slot, _)| slot.clone()));
        if let Action::Callback { bind, .. } | Action::Post { bind, .. } = &step.action {
            bound.extend(bind.iter().map(|bind| bind.slot.clone()));
        }
    }
    if bound.is_empty() || chance.happens(40) {
        chance.word(&SLOTS)
    } else {
        chance.one(&bound).clone()
    }
}

fn template(spec: &Spec, chance: &mut Chance) -> String {
    let slot = slot(spec, chance);
    match chance.below(8) {
        0..=3 => format!("{{{slot}}}"),
        4 => format!("{{{slot}?}}"),
        5 => format!("{{{slot}|s256}}"),
        6 => format!("{{{slot}?|s256}}"),
        _ => format!("before {{{slot}}} behind"),
    }
}

fn send(spec: &mut Spec, chance: &mut Chance) {
    let value = template(spec, chance);
    let name = match chance.below(6) {
        0 => chance.word(&["request_uri", "login_hint", "ticket", "code", "token", "resource"]),
        _ => format!("sent_{}", chance.below(1000)),
    };
    let Some(list) = step(spec, chance).action.parameters() else { return };
    list.retain(|(known, _)| *known != name);
    list.push((name, value));
}

fn unsend(spec: &mut Spec, chance: &mut Chance) {
    let step = step(spec, chance);
    let Some(list) = step.action.parameters().filter(|list| !list.is_empty()) else { return };
    list.remove(chance.below(list.len()));
}

fn mint(spec: &mut Spec, chance: &mut Chance) {
    let slot = slot(spec, chance);
    let kind = chance.word(&["random", "pkce_verifier"]);
    let step = step(spec, chance);
    step.mint.retain(|(known, _)| *known != slot);
    step.mint.push((slot, kind));
}

fn unmint(spec: &mut Spec, chance: &mut Chance) {
    let step = step(spec, chance);
    if !step.mint.is_empty() {
        step.mint.remove(chance.below(step.mint.len()));
    }
}

fn bind(spec: &mut Spec, chance: &mut Chance) {
    let bound = Bind {
        slot: slot(spec, chance),
        from: chance.word(&MEMBERS),
        class: *chance.one(&CLASSES),
        keep: chance.happens(15),
        optional: chance.happens(15),
        scopes: chance.happens(5),
    };
    let Some(binds) = step(spec, chance).action.binds() else { return };
    binds.retain(|bind| bind.slot != bound.slot);
    binds.push(bound);
}

fn unbind(spec: &mut Spec, chance: &mut Chance) {
    let step = step(spec, chance);
    let Some(binds) = step.action.binds().filter(|binds| !binds.is_empty()) else { return };
    binds.remove(chance.below(binds.len()));
}

fn lead(spec: &mut Spec, chance: &mut Chance) {
    let state = state(spec, chance);
    let step = step(spec, chance);
    if chance.happens(60) { step.to = state } else { step.from = state }
}

fn double(spec: &mut Spec, chance: &mut Chance) {
    let mut copy = step(spec, chance).clone();
    copy.name = format!("{}_again", copy.name);
    if chance.happens(70) {
        copy.from = state(spec, chance);
    }
    if chance.happens(40) {
        copy.to = state(spec, chance);
    }
    let at = chance.below(spec.steps.len() + 1);
    spec.steps.insert(at, copy);
}

fn remove(spec: &mut Spec, chance: &mut Chance) {
    if spec.steps.len() > 1 {
        spec.steps.remove(chance.below(spec.steps.len()));
    }
}

fn turn(spec: &mut Spec, chance: &mut Chance) {
    let other = chance.word(&["authorize", "token"]);
    match &mut step(spec, chance).action {
        Action::Callback { token, .. } if chance.happens(50) => *token = !*token,
        Action::Callback { fragment, .. } => *fragment = !*fragment,
        Action::Post { token, .. } if chance.happens(80) => *token = !*token,
        Action::Post { endpoint, .. } | Action::Redirect { endpoint, .. } => *endpoint = other,
    }
}

fn expect(spec: &mut Spec, chance: &mut Chance) {
    let added = (chance.word(&MEMBERS), format!("{{{}}}", slot(spec, chance)));
    let Action::Callback { expect, .. } = &mut step(spec, chance).action else { return };
    if chance.happens(50) || expect.is_empty() {
        expect.retain(|(known, _)| *known != added.0);
        expect.push(added);
    } else {
        expect.remove(chance.below(expect.len()));
    }
}

fn show(spec: &mut Spec, chance: &mut Chance) {
    let slot = slot(spec, chance);
    let at = chance.below(spec.states.len());
    let shows = &mut spec.states[at].shows;
    if !shows.contains(&slot) {
        shows.push(slot);
    }
}

fn add_state(spec: &mut Spec, chance: &mut Chance) {
    let name = format!("state_{}", spec.states.len());
    let from = state(spec, chance);
    let is_final = chance.happens(20);
    spec.states.push(State { name: name.clone(), shows: Vec::new(), is_final });
    let mut copy = step(spec, chance).clone();
    copy = Step { name: format!("{}_on", copy.name), from, to: name, ..copy };
    spec.steps.push(copy);
}

fn renew(spec: &mut Spec, chance: &mut Chance) {
    let added = (format!("sent_{}", chance.below(1000)), template(spec, chance));
    match &mut spec.renew {
        Some(form) if chance.happens(70) => form.push(added),
        renew @ Some(_) => *renew = None,
        renew @ None => *renew = Some(pairs(&[("refresh_token", "{refresh_token}")])),
    }
}

fn swap(spec: &mut Spec, chance: &mut Chance) {
    let (one, other) = (chance.below(spec.steps.len()), chance.below(spec.steps.len()));
    spec.steps.swap(one, other);
}

fn facts(spec: &mut Spec, chance: &mut Chance) {
    match chance.below(5) {
        0 => spec.authentication = *chance.one(&["none", "basic", "basic_raw", "body"]),
        1 => {
            let at = chance.below(4);
            spec.properties[at] = !spec.properties[at];
        }
        2 => {
            let at = chance.below(spec.states.len());
            spec.states[at].is_final = !spec.states[at].is_final;
        }
        3 => {
            let name = step(spec, chance).name.clone();
            let part = chance.word(&["query", "form"]);
            spec.options.push((format!("option_{}", spec.options.len()), format!("{name}.{part}")));
        }
        _ => {
            let name = step(spec, chance).name.clone();
            let place = name + *chance.one(&[".redirect.query", ".post.form"]);
            let value = template(spec, chance);
            let name = chance.word(&["resource", "prompt", "code", "scope", "state"]);
            let added: Pairs = vec![(name, value)];
            spec.adjustments
                .extend(added.into_iter().map(|(name, value)| (place.clone(), name, value)));
        }
    }
}
