//! Operations of an API.

use crate::Generator;
use crate::world::{API, PROVIDER, World};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS608", secret_in_a_query),
    ("FS701", unknown_scope),
    ("FS702", path_without_its_parameter),
    ("FS703", the_same_twice),
    ("FS704", scope_for_nobody),
    ("FS705", no_type),
    ("FS706", no_method),
];

/// Lines of the API that begin so, a few of them.
fn lines(world: &World, with: &str) -> Vec<(usize, String)> {
    let text = world.text(API);
    let found = text.lines().enumerate().filter(|(_, line)| line.starts_with(with));
    let found: Vec<_> = found.map(|(nth, line)| (nth, line.to_owned())).collect();
    found.into_iter().step_by(5).collect()
}

fn secret_in_a_query(world: &mut World) {
    for (nth, line) in lines(world, "query") {
        for name in ["access_token", "refresh_token", "client_secret"] {
            world.line(API, nth, &line.replacen("{ ", &format!("{{ {name} = \"string\", "), 1));
        }
    }
}

fn unknown_scope(world: &mut World) {
    for (nth, line) in lines(world, "scopes ") {
        world.line(API, nth, &line.replace("\"]", "x\"]"));
        world.line(API, nth, "scopes = [\"user-read-email\"]");
    }
    for (find, instead) in [
        ("any = [\"playlist_modify_public\"", "any = [\"playlist_modify_publik\""),
        ("any = [\"user_library_read\"", "any = [\"library_read\""),
        ("\"user_follow_read\",", "\"user-follow-read\","),
    ] {
        world.all(PROVIDER, find, instead);
    }
}

fn path_without_its_parameter(world: &mut World) {
    for method in ["get ", "put ", "delete ", "post "] {
        for (nth, line) in lines(world, method).into_iter().filter(|(_, line)| line.contains("/{"))
        {
            world.line(API, nth, &line.replacen("/{", "/x{", 1));
            world.line(API, nth, &line.replacen('}', "}x", 1));
            world.line(API, nth, &format!("{line}\npath = {{ nothing = \"string\" }}"));
            let (before, _) = line.rsplit_once('"').unwrap();
            world.line(API, nth, &format!("{before}?a=b\""));
        }
    }
}

fn the_same_twice(world: &mut World) {
    for (nth, line) in lines(world, "get ") {
        if !line.contains("\"/me\"") {
            world.line(API, nth, "get = \"/me\"");
        }
    }
    for (nth, line) in lines(world, "id ") {
        if !line.contains("get-an-album\"") {
            world.line(API, nth, "id = \"get-an-album\"");
        }
    }
}

fn scope_for_nobody(world: &mut World) {
    for (nth, _) in lines(world, "app_token = \"works\"") {
        world.line(API, nth, "app_token = \"works\"\nscopes = [\"user_read_email\"]");
        world.line(API, nth, "app_token = \"works\"\nscopes = [\"streaming\", \"user_top_read\"]");
    }
}

fn no_type(world: &mut World) {
    for (nth, line) in lines(world, "query") {
        for instead in ["text", "object", "string?[]", "", "Integer"] {
            let more = format!("{{ odd = \"{instead}\", ");
            world.line(API, nth, &line.replacen("{ ", &more, 1));
        }
    }
}

fn no_method(world: &mut World) {
    for (nth, line) in lines(world, "query") {
        for name in ["new", "Limit", "self"] {
            world.line(API, nth, &line.replacen("{ ", &format!("{{ {name} = \"string?\", "), 1));
        }
    }
}
