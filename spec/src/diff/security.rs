//! What an edit changes for the safety of users: a verdict of its own, for a change that compiles
//! may be the worst of all.

use std::collections::BTreeSet;

use super::change::Changes;
use super::matched::matched;
use crate::flow::{Action, Authentication, Flow, Parameter, Part, Post, SlotId, Template};
use crate::render::act;
use crate::report::Waiver;

pub(super) fn compare(old: &Flow, new: &Flow, changes: &mut Changes) {
    questions(old, new, changes);
    hosts(old, new, changes);
    browser(old, new, changes);
    shown(old, new, changes);
    kept(old, new, changes);
    classes(old, new, changes);
    authentication(old, new, changes);
    variables(old, new, changes);
    waivers(&old.waivers, &new.waivers, changes);
}

/// The rules of which a waiver lets something unsafe be: what is sent where, and who is asked.
const GUARDS: [&str; 4] = ["FS2", "FS4", "FS5", "FS6"];

pub(super) fn waivers(old: &[Waiver], new: &[Waiver], changes: &mut Changes) {
    let each = |waiver: &Waiver| (waiver.rule.clone(), waiver.at.clone());
    let places = |list: &[Waiver]| list.iter().map(each).collect::<BTreeSet<_>>();
    let (before, after) = (places(old), places(new));
    for (rule, at) in after.difference(&before) {
        let what = format!("the rule {rule} is waived at `{}`", at.escape_debug());
        if GUARDS.iter().any(|guard| rule.starts_with(guard)) {
            changes.unsafe_patch(what);
        } else {
            changes.unnoticed(what);
        }
    }
    for (rule, at) in before.difference(&after) {
        let at = at.escape_debug();
        changes.unnoticed(format!("the rule {rule} is no longer waived at `{at}`"));
    }
}

/// What an authorization request is guarded by.
fn questions(old: &Flow, new: &Flow, changes: &mut Changes) {
    let guards = |flow: &Flow| {
        let asks = || flow.transitions.iter().filter(|step| step.asks);
        let all = |name: &str| {
            asks().next().is_some()
                && asks().all(|step| sent(&step.action).iter().any(|it| it.name == name))
        };
        let compares = flow.transitions.iter().any(|step| match &step.action {
            Action::Callback(callback) => callback.expect.iter().any(|it| it.parameter == "state"),
            Action::Redirect(_) | Action::Post(_) => false,
        });
        (all("code_challenge"), all("state"), compares)
    };
    let (was, is) = (guards(old), guards(new));
    if was.0 && !is.0 {
        changes.unsafe_minor("PKCE is gone: whoever steals a code can spend it");
    }
    if was.1 && !is.1 {
        changes.unsafe_minor("the `state` is gone: anybody's callback is taken for the answer");
    } else if was.2 && !is.2 {
        changes.unsafe_minor("the `state` is no longer compared");
    }
}

fn sent(action: &Action) -> &[Parameter] {
    match action {
        Action::Redirect(redirect) => &redirect.query,
        Action::Post(post) => &post.form,
        Action::Callback(_) => &[],
    }
}

/// Which hosts get which secrets, and to which hosts users are sent.
fn hosts(old: &Flow, new: &Flow, changes: &mut Changes) {
    let (was, is) = (receivers(old), receivers(new));
    let known: BTreeSet<&String> = was.iter().map(|(host, _)| host).collect();
    for (host, secret) in is.difference(&was) {
        let had = was.iter().any(|(_, before)| before == secret);
        let another = if known.contains(host) { "the host" } else { "another host" };
        if had || !known.contains(host) {
            changes.unsafe_minor(format!("{another} `{host}` gets the {secret}"));
        }
    }
    let (was, is) = (doors(old), doors(new));
    for host in is.difference(&was).filter(|_| !was.is_empty()) {
        changes.unsafe_minor(format!("users are sent to another host: `{host}`"));
    }
}

/// Each host with each secret that is sent there.
fn receivers(flow: &Flow) -> BTreeSet<(String, String)> {
    let steps = flow.transitions.iter().filter_map(|step| match &step.action {
        Action::Post(post) => Some(post),
        Action::Redirect(_) | Action::Callback(_) => None,
    });
    let each = |post: &Post| {
        let host = host(flow, post.endpoint);
        let secrets = post.form.iter().flat_map(|it| secrets(flow, &it.value));
        let client = flow.authentication.needs_secret().then(|| "client secret".to_owned());
        secrets.chain(client).map(|secret| (host.clone(), secret)).collect::<Vec<_>>()
    };
    steps.chain(&flow.renew).flat_map(each).collect()
}

/// The hosts that users are sent to.
fn doors(flow: &Flow) -> BTreeSet<String> {
    let redirects = flow.transitions.iter().filter_map(|step| match &step.action {
        Action::Redirect(redirect) => Some(redirect.endpoint),
        Action::Post(_) | Action::Callback(_) => None,
    });
    redirects.map(|endpoint| host(flow, endpoint)).collect()
}

/// Scheme and host of an endpoint, as they are written.
fn host(flow: &Flow, endpoint: usize) -> String {
    let url = flow.endpoints.get(endpoint).map(|it| act::template(flow, &it.url));
    let url = url.unwrap_or_default();
    let (scheme, rest) = url.split_once("://").unwrap_or(("", &url));
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    if scheme == "http" { format!("http://{host}") } else { host.to_owned() }
}

/// The secrets that are in a template as they are.
fn secrets<'a>(flow: &'a Flow, template: &'a Template) -> impl Iterator<Item = String> + 'a {
    let plain = |part: &Part| match part {
        Part::Slot { slot, filter: None, .. } => Some(*slot),
        Part::Slot { .. } | Part::Literal(_) => None,
    };
    let slots = template.0.iter().filter_map(plain).filter_map(|slot| flow.slot(slot));
    slots.filter(|slot| slot.class.is_secret()).map(|slot| slot.name.replace('_', " "))
}

/// What goes through the browser.
fn browser(old: &Flow, new: &Flow, changes: &mut Changes) {
    let through = |flow: &Flow| -> BTreeSet<String> {
        let redirects =
            flow.transitions.iter().filter(|it| matches!(it.action, Action::Redirect(_)));
        let sent = redirects.flat_map(|step| sent(&step.action));
        sent.flat_map(|it| secrets(flow, &it.value)).collect()
    };
    for secret in through(new).difference(&through(old)) {
        changes.unsafe_minor(format!("the {secret} goes through the browser"));
    }
}

/// What an app is given to see.
fn shown(old: &Flow, new: &Flow, changes: &mut Changes) {
    let shows = |flow: &Flow| -> BTreeSet<String> {
        let slots = flow.states.iter().flat_map(|state| &state.shows);
        let secret = |id: &&SlotId| flow.slot(**id).is_some_and(|slot| slot.class.is_secret());
        let slots = slots.filter(secret).filter_map(|id| flow.slot(*id));
        slots.map(|slot| slot.name.replace('_', " ")).collect()
    };
    for secret in shows(new).difference(&shows(old)) {
        changes.unsafe_minor(format!("the {secret} is shown"));
    }
}

/// What outlives an attempt, and is written into stores.
fn kept(old: &Flow, new: &Flow, changes: &mut Changes) {
    let keeps = |flow: &Flow| -> BTreeSet<String> {
        let slots = flow.kept.iter().filter_map(|kept| flow.slot(kept.slot));
        let secrets = slots.filter(|slot| slot.class.is_secret());
        secrets.map(|slot| slot.name.replace('_', " ")).collect()
    };
    for secret in keeps(new).difference(&keeps(old)) {
        changes.unsafe_minor(format!("the {secret} is kept with the session, in its store"));
    }
}

/// How carefully values are handled.
fn classes(old: &Flow, new: &Flow, changes: &mut Changes) {
    let slots = matched(&old.slots, &new.slots, |slot| &slot.name);
    for (before, after) in slots.both {
        if before.class.is_secret() && !after.class.is_secret() {
            let (name, class) = (&after.name, after.class.as_str());
            changes.unsafe_minor(format!("`{name}` is no secret any more, but `{class}`"));
        }
    }
}

fn authentication(old: &Flow, new: &Flow, changes: &mut Changes) {
    let gone = old.authentication.needs_secret() && new.authentication == Authentication::None;
    if gone {
        changes.unsafe_minor("the client no longer proves who it is");
    }
}

/// What apps bring says which server it is: for those that bring none, and for those that say the
/// same as before.
fn variables(old: &Flow, new: &Flow, changes: &mut Changes) {
    let variables = matched(&old.variables, &new.variables, |variable| &variable.name);
    for (before, after) in variables.both {
        let name = &after.name;
        if let (Some(was), Some(is)) = (&before.default, &after.default)
            && was != is
        {
            changes.unsafe_minor(format!(
                "apps that bring no `{name}` go to `{is}`, no longer to `{was}`"
            ));
        }
        if before.pattern.is_some() && after.pattern.is_none() {
            changes.unsafe_minor(format!("`{name}` may look like anything"));
        }
        let values = matched(&before.values, &after.values, |value| &value.name);
        for (was, is) in values.both {
            let texts = was.texts.iter().zip(&is.texts);
            for ((_, before), (_, after)) in texts.filter(|((_, was), (_, is))| was != is) {
                let value = &is.name;
                changes.unsafe_minor(format!(
                    "apps whose `{name}` is `{value}` go to `{after}`, no longer to `{before}`"
                ));
            }
        }
    }
}
