//! Machines: where they begin, lead and end.

use crate::Generator;
use crate::world::{Case, World, transition};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS106", without_a_token),
    ("FS107", goes_on),
    ("FS114", posted_where_users_go),
    ("FS301", not_reached),
    ("FS302", no_way_out),
    ("FS303", nobody_was_sent),
    ("FS306", round_and_round),
    ("FS401", two_for_one),
];

/// A form that says nothing, for steps that only lead somewhere.
fn post(case: &Case) -> String {
    format!("post = {{ endpoint = \"{}\" }}", case.endpoint())
}

fn without_a_token(world: &mut World) {
    for case in world.cases() {
        world.each(case.grant, ", final = true", "");
        // The renewal's answer is another matter: what comes before it.
        let text = world.text(case.grant);
        let (machine, renew) = text.split_once("[renew").unwrap_or((&text, ""));
        let without = machine.replace(", token = true", "").replace("\ntoken = true", "");
        let renew = if renew.is_empty() { String::new() } else { format!("[renew{renew}") };
        world.all(case.grant, &text, &format!("{without}{renew}"));
        // A token that was there before is there after it.
        for from in case.open_states().iter().filter(|it| *it != "exchanged") {
            world.append(case.grant, &transition("skip", from, &case.last_state(), &post(&case)));
        }
    }
}

fn goes_on(world: &mut World) {
    for case in world.cases() {
        for state in &case.flow.states {
            let step = transition("more", &case.last_state(), &state.name, &post(&case));
            world.append(case.grant, &step);
        }
    }
}

fn posted_where_users_go(world: &mut World) {
    for case in world.cases() {
        for table in ["transitions.push.post", "transitions.exchange.post", "renew.post"] {
            let header = format!("[{table}]\nendpoint = \"");
            let text = world.text(case.grant);
            if let Some((_, rest)) = text.split_once(&header) {
                let name = rest.split('"').next().unwrap_or_default();
                let instead = format!("{header}authorize\"");
                world.all(case.grant, &format!("{header}{name}\""), &instead);
            }
        }
        if let [(_, authorize), (_, token), ..] = case.urls().as_slice()
            && case.adjusts()
        {
            world.all(case.file, &format!("\"{token}\""), &format!("\"{authorize}\""));
            world.all(case.file, &format!("\"{authorize}\""), &format!("\"{token}\""));
        }
        let header = "[transitions.authorize.redirect]\nendpoint = \"";
        if case.endpoint() == "token" && case.waiting().is_some() {
            // The URL that is shown is called after the endpoint.
            let text = world.text(case.grant);
            let edited = text.replace(&format!("{header}authorize\""), &format!("{header}token\""));
            let edited = edited.replace("authorize_url", "token_url");
            world.all(case.grant, &text, &edited);
        }
    }
}

fn not_reached(world: &mut World) {
    for case in world.cases() {
        for name in ["limbo", "nowhere", "old_state"] {
            world.append(case.grant, &format!("[states.{name}]"));
            let final_too = format!("[states.{name}]\nfinal = true");
            world.append(case.grant, &final_too);
        }
        for state in case.open_states().iter().filter(|state| *state != "ready") {
            world.all(case.grant, "initial = \"ready\"", &format!("initial = \"{state}\""));
        }
    }
}

fn no_way_out(world: &mut World) {
    for case in world.cases() {
        for state in case.open_states() {
            let step = transition("lose", &state, "lost", &post(&case));
            world.append(case.grant, &format!("[states.lost]\n\n{step}"));
            let longer = transition("go_on", "lost", "forgotten", &post(&case));
            let states = "[states.lost]\n\n[states.forgotten]";
            world.append(case.grant, &format!("{states}\n\n{step}\n\n{longer}"));
        }
    }
}

fn nobody_was_sent(world: &mut World) {
    for case in world.cases() {
        for state in &case.flow.states {
            for within in ["query", "fragment"] {
                let callback = format!("callback = {{ in = \"{within}\" }}");
                let step = transition("early", "ready", &state.name, &callback);
                world.append(case.grant, &step);
            }
        }
    }
}

fn round_and_round(world: &mut World) {
    for case in world.cases() {
        let open = case.open_states();
        for (nth, from) in open.iter().enumerate() {
            let leaves =
                case.flow.transitions.iter().find(|it| case.flow.states[it.from].name == *from);
            let Some(leaves) = leaves else { continue };
            for to in open.iter().take(nth + 1) {
                let step = transition("back", from, to, &post(&case));
                world.step(&case, Some(&leaves.name), &step);
            }
        }
    }
}

fn two_for_one(world: &mut World) {
    for case in world.cases() {
        let Some(waiting) = case.waiting() else { continue };
        let within = if case.grant.contains("implicit") { "fragment" } else { "query" };
        for state in &case.flow.states {
            for expect in ["", ", expect = { state = \"{state}\" }"] {
                let callback = format!("callback = {{ in = \"{within}\"{expect} }}");
                world.append(case.grant, &transition("other", &waiting, &state.name, &callback));
            }
        }
    }
}
