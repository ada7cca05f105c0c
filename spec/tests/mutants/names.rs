//! Names and URLs: what is named exists, and can be what it must be.

use spotify_flow_spec::rules;

use crate::Generator;
use crate::world::{PKCE, PROVIDER, World};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS104", names_nothing),
    ("FS105", no_beginning),
    ("FS108", no_url),
    ("FS109", no_identifier),
    ("FS110", unused),
    ("FS110", adjusts_nothing),
    ("FS110", waives_nothing),
];

fn names_nothing(world: &mut World) {
    for (file, nth, line) in world.lines() {
        let Some((key, value)) = line.split_once('=') else { continue };
        let names = ["from", "to", "endpoint", "initial", "grant", "provider"];
        if names.contains(&key.trim()) && value.trim().starts_with('"') {
            let value = value.trim().trim_end_matches('"');
            world.line(&file, nth, &format!("{key}= {value}x\""));
        }
    }
    for case in world.cases() {
        world.each(case.file, "in = \"authorize.query\"", "in = \"authorise.query\"");
        world.each(case.file, "in = \"authorize.query\"", "in = \"authorize.form\"");
        world.each(case.file, "in = \"authorize.query\"", "in = \"receive.query\"");
        world.each(case.grant, "\"authorize_url\"]", "\"authorize_uri\"]");
    }
}

fn no_beginning(world: &mut World) {
    for case in world.cases() {
        world.all(case.grant, "initial = \"ready\"\n", "");
    }
}

fn no_url(world: &mut World) {
    for case in world.cases() {
        for (_, url) in case.urls() {
            let rest = url.trim_start_matches("https://");
            for instead in [
                format!("/{rest}"),
                format!("//{rest}"),
                rest.to_owned(),
                format!("ftp://{rest}"),
                format!("https://me@{rest}"),
                format!("https://{rest}#top"),
                format!("https://{rest} "),
                format!("https://-{rest}"),
                String::new(),
            ] {
                world.all(case.file, &format!("\"{url}\""), &format!("\"{instead}\""));
            }
        }
    }
    for instead in ["api.spotify.com", "https://api.spotify.com/v1", "https://me@api.spotify.com"] {
        world.all(PROVIDER, "\"https://api.spotify.com\"", &format!("\"{instead}\""));
    }
}

fn no_identifier(world: &mut World) {
    for case in world.cases() {
        let states = case.flow.states.iter().map(|it| it.name.as_str());
        let steps = case.flow.transitions.iter().map(|it| it.name.as_str());
        for name in states.chain(steps) {
            let text = world.text(case.grant);
            for wrong in [format!("{name}-"), format!("9{name}"), "match".to_owned()] {
                // Wherever it is a word of its own.
                let mut edited = format!(" {text}");
                for (before, after) in
                    [("\n", " "), ("\"", "\""), ("transitions.", "]"), ("transitions.", ".")]
                {
                    let find = format!("{before}{name}{after}");
                    edited = edited.replace(&find, &format!("{before}{wrong}{after}"));
                }
                world.all(case.grant, text.as_str(), edited.trim_start());
            }
        }
    }
    for wrong in ["show-dialog", "type", "9", "Show"] {
        world.all(PKCE, "show_dialog =", &format!("{wrong} ="));
    }
}

fn unused(world: &mut World) {
    for case in world.cases() {
        for name in ["revoke", "introspect", "logout"] {
            let url = "https://accounts.spotify.com/nothing";
            let more = format!("[endpoints]\n{name} = \"{url}\"");
            world.all(case.file, "[endpoints]", &more);
        }
        for kind in ["label", "origin"] {
            world.append(case.file, &format!("[variables]\ntenant = {{ type = \"{kind}\" }}"));
        }
    }
}

fn adjusts_nothing(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests() {
            world.adjust(&case, &request.table, "nothing = false");
            for parameter in &request.parameters {
                if let Some(value) = parameter.value.as_literal() {
                    world.adjust(
                        &case,
                        &request.table,
                        &format!("{} = \"{value}\"", parameter.name),
                    );
                }
            }
        }
    }
}

/// PKCE at Spotify breaks no rule, so that there is nothing to waive.
fn waives_nothing(world: &mut World) {
    for rule in rules::all() {
        let waiver = "{ at = \"authorize\", because = \"To be sure.\" }";
        world.append(PKCE, &format!("[allow]\n{} = {waiver}", rule.id));
    }
}
