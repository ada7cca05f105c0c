//! The form of a file: FS100 to FS103, and limits.

use crate::Generator;
use crate::world::{PROVIDER, World};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS100", not_toml),
    ("FS100", wrong_kind),
    ("FS101", misspelt),
    ("FS102", other_format),
    ("FS103", twice),
    ("FS103", named_twice),
    ("FS117", out_of_range),
];

/// Tables whose keys are names that the file gives.
const FREE: [&str; 9] = [
    "[states]",
    "[endpoints]",
    "[options]",
    "[variables]",
    "[scopes.list]",
    "[scopes.groups]",
    "[allow]",
    "[transitions]",
    "[operations]",
];

fn is_header(line: &str) -> bool {
    line.starts_with('[')
}

/// The key and the value of a line, if it is an entry.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    (!line.starts_with(['#', '['])).then_some((key.trim_end(), value.trim_start()))
}

fn not_toml(world: &mut World) {
    for (file, nth, line) in world.lines() {
        if is_header(&line) {
            world.line(&file, nth, line.trim_end_matches(']'));
        }
    }
}

fn wrong_kind(world: &mut World) {
    for (file, nth, line) in world.lines() {
        let Some((key, value)) = entry(&line) else { continue };
        if value.starts_with('"') {
            world.line(&file, nth, &format!("{key} = 7"));
        } else if value == "true" || value == "false" {
            world.line(&file, nth, &format!("{key} = \"{value}\""));
        }
    }
}

fn misspelt(world: &mut World) {
    for (file, nth, line) in world.lines() {
        let Some((key, value)) = entry(&line) else { continue };
        let text = world.text(&file);
        let before = text.lines().take(nth);
        let header = before.filter(|line| is_header(line)).last().unwrap_or_default();
        let free = FREE.contains(&header) || header.ends_with(".query]");
        if !free && key != "format" {
            world.line(&file, nth, &format!("{key}{} = {value}", key.chars().last().unwrap()));
        }
    }
}

fn other_format(world: &mut World) {
    for (file, nth, line) in world.lines() {
        if line == "format = 1" {
            for instead in ["format = 0", "format = 2", "format = -1", "format = 0x10", ""] {
                world.line(&file, nth, instead);
            }
        }
    }
}

fn twice(world: &mut World) {
    for (file, nth, line) in world.lines() {
        if is_header(&line) || entry(&line).is_some() {
            world.line(&file, nth, &format!("{line}\n{line}"));
        }
    }
}

/// Two things of one name, of which TOML knows nothing.
fn named_twice(world: &mut World) {
    for case in world.cases() {
        let first = &case.flow.transitions[0].name;
        for kind in ["label", "origin"] {
            for name in ["client_id", "scope", "redirect_uri", "refresh_token"] {
                world.append(case.file, &format!("[variables]\n{name} = {{ type = \"{kind}\" }}"));
            }
        }
        for state in &case.flow.states {
            let camel = format!("_{}", state.name).replacen('_', "", 1).replace('_', "__");
            if camel != state.name {
                world.append(case.grant, &format!("[states.{camel}]"));
            }
        }
        if case.adjusts() && !world.text(case.file).contains("[options]") {
            let option =
                format!("[options]\n{first} = {{ type = \"bool\", in = \"{first}.form\" }}");
            world.append(case.file, &option);
        }
    }
}

fn out_of_range(world: &mut World) {
    let lifetime = "{ months = 6, from = \"authorization\" }";
    for instead in [
        "{ months = 0, from = \"use\" }",
        "{ months = -1, from = \"use\" }",
        "{ months = 1201, from = \"use\" }",
        "{ days = -1, from = \"use\" }",
        "{ days = 36526, from = \"use\" }",
        "{ months = 0, days = 0, from = \"use\" }",
        "{ months = 9223372036854775807, from = \"use\" }",
        "{ from = \"use\" }",
    ] {
        world.all(PROVIDER, lifetime, instead);
    }
    for case in world.cases() {
        let states: Vec<String> = (0..1000).map(|nth| format!("[states.state{nth}]")).collect();
        world.append(case.grant, &states.join("\n"));
    }
}
