//! Files as they stand: sources, texts that show what they say, names of neighbours.

use crate::Generator;
use crate::world::{CODE, PKCE, PROVIDER, SERVICE, World};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS711", no_source),
    ("FS712", unseen),
    ("FS713", misnamed),
    ("FS100", without_authentication),
];

fn no_source(world: &mut World) {
    let text = world.text(PROVIDER);
    let sources: Vec<&str> = text.lines().filter(|line| line.starts_with("source")).collect();
    assert!(sources.len() >= 3);
    for line in &sources {
        for instead in ["javascript:alert(1)", "the manual", "https://", "https://a b.example"] {
            world.all(PROVIDER, line, &format!("source = \"{instead}\""));
        }
        world.all(PROVIDER, &format!("{line}\n"), "");
    }
    for case in world.adjusting() {
        let text = world.text(case.grant);
        let line = text.lines().find(|line| line.starts_with("sources")).unwrap().to_owned();
        for instead in ["[\"RFC 763666\"]", "[\"RFC x\"]", "[\"javascript:x.y\"]", "[\"?\"]"] {
            world.all(case.grant, &line, &format!("sources = {instead}"));
        }
    }
}

fn unseen(world: &mut World) {
    for file in [CODE, PKCE, SERVICE, PROVIDER] {
        for escape in ["\\u202e", "\\u0007", "\\u001b[2J", "\\u200b", "\u{2066}"] {
            let text = world.text(file);
            let line = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
            world.all(file, &line, &format!("title = \"{escape}x\""));
        }
        world.append(file, "# a comment \u{202e} turned");
    }
}

fn misnamed(world: &mut World) {
    for case in world.adjusting() {
        let text = world.text(case.grant);
        let line = text.lines().find(|line| line.starts_with("name ")).unwrap().to_owned();
        world.all(case.grant, &line, "name = \"another\"");
    }
    let name = "name  = \"spotify\"";
    for file in [CODE, PKCE, SERVICE] {
        world.through(file, PROVIDER, name, "name = \"spotfy\"");
    }
}

/// A weaker way to authenticate is nobody's choice by silence.
fn without_authentication(world: &mut World) {
    for case in world.cases() {
        let text = world.text(case.file);
        let line = text.lines().find(|line| line.starts_with("authentication")).unwrap().to_owned();
        world.all(case.file, &format!("[client]\n{line}\n"), "");
        world.all(case.file, &format!("{line}\n"), "");
    }
}
