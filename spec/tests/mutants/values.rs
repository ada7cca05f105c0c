//! The values of an attempt: set before they are read, once, and kept.

use spotify_flow_spec::flow::{Action, Class, Source};

use crate::Generator;
use crate::world::{ACME, CODE, Case, PKCE, World, transition};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS201", read_too_early),
    ("FS201", gone_at_a_renewal),
    ("FS202", read_by_nobody),
    ("FS203", minted_while_awaited),
    ("FS204", sent_in_two_parameters),
    ("FS204", sent_by_two_steps),
    ("FS205", kept_though_spent),
    ("FS206", of_no_class),
    ("FS210", asked_again),
    ("FS211", thrown_away),
    ("FS213", another_redirect_uri),
    ("FS307", repeated),
];

/// The names of the values that a step sets, in the order of the steps.
fn set_by(case: &Case) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    for (index, step) in case.flow.transitions.iter().enumerate() {
        let minted = step.mint.iter().map(|(id, _)| (index, *id));
        let bound = step.action.binds().into_iter().map(|id| (index + 1, id));
        let named = minted.chain(bound);
        all.extend(named.filter_map(|(at, id)| Some((at, case.flow.slot(id)?.name.clone()))));
    }
    all
}

fn read_too_early(world: &mut World) {
    for case in world.adjusting() {
        for (index, step) in case.flow.transitions.iter().enumerate() {
            let table = match &step.action {
                Action::Redirect(_) => format!("transitions.{}.redirect.query", step.name),
                Action::Post(_) => format!("transitions.{}.post.form", step.name),
                Action::Callback(_) => continue,
            };
            // Machines of ours go from state to state: what a later step sets is not there yet.
            let mut slots: Vec<String> = set_by(&case)
                .into_iter()
                .filter_map(|(set, name)| (set > index).then_some(name))
                .collect();
            slots.push("refresh_token".to_owned());
            for slot in slots {
                for name in ["resource", "audience"] {
                    world.adjust(&case, &table, &format!("{name} = \"{{{slot}}}\""));
                }
            }
        }
    }
    // A path that goes round the step that sets a value.
    for case in world.cases() {
        let Some(waiting) = case.waiting() else { continue };
        let to = case.open_states().into_iter().filter(|state| *state != waiting);
        for state in to.filter(|state| *state == "code_received") {
            let action = format!("post = {{ endpoint = \"{}\" }}", case.endpoint());
            world.append(case.grant, &transition("skip", &waiting, &state, &action));
            world.append(case.grant, &transition("skip", "ready", &state, &action));
        }
    }
}

fn gone_at_a_renewal(world: &mut World) {
    for case in world.adjusting().iter().filter(|case| case.flow.renew.is_some()) {
        for (_, slot) in set_by(case).iter().filter(|(_, slot)| slot != "authorize_url") {
            for name in ["resource", "audience", "assertion"] {
                world.adjust(case, "renew.post.form", &format!("{name} = \"{{{slot}}}\""));
            }
        }
    }
}

fn read_by_nobody(world: &mut World) {
    for case in world.cases() {
        for step in &case.flow.transitions {
            let mint = format!("[transitions.{}]\nmint = {{ unread = \"random\" }}", step.name);
            let header = format!("[transitions.{}]", step.name);
            if step.mint.is_empty() {
                world.all(case.grant, &format!("{header}\n"), &format!("{mint}\n"));
            }
        }
        for generator in ["random", "pkce_verifier"] {
            let find = "mint = { ";
            world.each(case.grant, find, &format!("{find}unread = \"{generator}\", "));
        }
        for name in ["iss", "session_state", "expires_in", "email"] {
            let find = "bind = { ";
            world.each(case.grant, find, &format!("{find}{name} = \"{name}\", "));
        }
        world.each(case.grant, ", shows = [\"authorize_url\", \"state\"]", "");
    }
}

fn kept_though_spent(world: &mut World) {
    for case in world.cases() {
        for class in ["one_time", "secret", "personal", "public"] {
            let kept = format!("code = {{ from = \"code\", class = \"{class}\", keep = true }}");
            world.each(case.grant, "code = \"code\"", &kept);
        }
    }
}

fn minted_while_awaited(world: &mut World) {
    for case in world.cases() {
        for later in ["receive", "exchange"] {
            for (slot, generator) in [("state", "random"), ("code_verifier", "pkce_verifier")] {
                let has = |name: &str| case.flow.slots.iter().any(|it| it.name == name);
                let steps = case.flow.transitions.iter().any(|step| step.name == later);
                // The state is awaited until it is compared.
                if has(slot) && steps && (slot, later) != ("state", "exchange") {
                    let header = format!("[transitions.{later}]\n");
                    let mint = format!("{header}mint = {{ {slot} = \"{generator}\" }}\n");
                    world.all(case.grant, &header, &mint);
                }
            }
        }
    }
    let header = "[transitions.authorize]\nfrom = \"pushed\"";
    for mint in ["state = \"random\"", "code_verifier = \"pkce_verifier\""] {
        world.all(ACME, header, &format!("{header}\nmint = {{ {mint} }}"));
    }
}

fn one_time(case: &Case) -> Vec<String> {
    let slots = case.flow.slots.iter().filter(|slot| slot.class == Class::OneTime);
    slots.map(|slot| slot.name.clone()).filter(|name| name != "request_uri").collect()
}

fn sent_in_two_parameters(world: &mut World) {
    for case in world.adjusting() {
        for slot in one_time(&case) {
            for name in ["again", "resource", "audience", "ticket"] {
                for value in [format!("{{{slot}}}"), format!("urn:{{{slot}}}")] {
                    let line = format!("{name} = \"{value}\"");
                    world.adjust(&case, "transitions.exchange.post.form", &line);
                }
            }
        }
    }
}

fn sent_by_two_steps(world: &mut World) {
    for case in world.cases() {
        for slot in one_time(&case) {
            for name in ["resource", "audience"] {
                let form = format!("form = {{ {name} = \"{{{slot}}}\" }}");
                let post = format!("\n[transitions.preview.post]\nendpoint = \"token\"\n{form}");
                let step = transition("preview", "code_received", "previewed", &post);
                let text = world.text(case.grant);
                let find = "[transitions.exchange]\nfrom = \"code_received\"";
                let exchange = find.replace("code_received", "previewed");
                assert!(text.contains(find));
                world.all(case.grant, find, &format!("[states.previewed]\n\n{step}\n\n{exchange}"));
            }
        }
    }
}

fn of_no_class(world: &mut World) {
    for case in world.cases() {
        let find = "bind = { ";
        for name in ["region", "tenant_id", "shop", "user", "team"] {
            world.each(case.grant, find, &format!("{find}{name} = \"{name}\", "));
            let long = format!("{name} = {{ from = \"{name}\" }}");
            world.each(case.grant, find, &format!("{find}{long}, "));
        }
        for class in ["public", "personal", "secret", "long_secret"] {
            let long = format!("{{ from = \"code\", class = \"{class}\" }}");
            world.each(case.grant, "code = \"code\"", &format!("code = {long}"));
        }
    }
}

/// A user is asked again, and one of the random values is the old one.
fn asked_again(world: &mut World) {
    for case in world.adjusting() {
        let Some(waiting) = case.waiting() else { continue };
        let text = world.text(case.grant);
        let query = text.lines().find(|line| line.starts_with("query")).unwrap();
        let action = format!("[transitions.ask_again.redirect]\nendpoint = \"authorize\"\n{query}");
        let mut mints = vec![String::new()];
        if case.file == PKCE {
            mints.push("mint = { state = \"random\" }\n\n".to_owned());
            mints.push("mint = { code_verifier = \"pkce_verifier\" }\n\n".to_owned());
        }
        for mint in mints {
            for from in [waiting.clone(), "code_received".to_owned()] {
                if case.open_states().contains(&from) {
                    let mint = format!("{mint}{action}");
                    world.append(case.grant, &transition("ask_again", &from, &waiting, &mint));
                }
            }
        }
    }
}

fn thrown_away(world: &mut World) {
    for case in world.cases().iter().filter(|case| case.flow.renew.is_some()) {
        let kept = "refresh_token = \"{refresh_token}\" }\ntoken = true";
        for instead in ["\ntoken = false", ""] {
            world.all(case.grant, kept, &kept.replace("\ntoken = true", instead));
        }
    }
}

fn another_redirect_uri(world: &mut World) {
    for case in world.adjusting().iter().filter(|case| [CODE, PKCE].contains(&case.file)) {
        for value in ["\"https://elsewhere.example\"", "\"{redirect_uri}/\"", "\"{client_id}\""] {
            let line = format!("redirect_uri = {value}");
            world.adjust(case, "transitions.exchange.post.form", &line);
            world.adjust(case, "transitions.authorize.redirect.query", &line);
        }
        world.adjust(case, "transitions.exchange.post.form", "redirect_uri = false");
        world.adjust(case, "transitions.authorize.redirect.query", "redirect_uri = false");
    }
    world.each(ACME, "code = \"{code}\", redirect_uri = \"{redirect_uri}\"", "code = \"{code}\"");
}

/// A step that sends a one-time value can be taken again.
fn repeated(world: &mut World) {
    for case in world.cases() {
        for slot in one_time(&case) {
            let random =
                case.flow.slots.iter().any(|it| it.name == slot && it.source == Source::Random);
            for name in ["resource", "audience"] {
                for to in ["code_received", "awaiting_consent"] {
                    // A new code is bound on the way back; the verifier stays.
                    if to == "awaiting_consent" && !random {
                        continue;
                    }
                    let form = format!("form = {{ {name} = \"{{{slot}}}\" }}");
                    let post = format!("\n[transitions.again.post]\nendpoint = \"token\"\n{form}");
                    world.append(case.grant, &transition("again", "code_received", to, &post));
                }
            }
        }
    }
}
