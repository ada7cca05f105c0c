//! What goes from server to server, and to which.

use crate::Generator;
use crate::world::{ACME, CODE, PKCE, PROVIDER, SERVICE, World};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS608", secret_in_a_url),
    ("FS609", in_the_clear),
    ("FS615", password),
    ("FS616", code_to_another_server),
    ("FS622", refresh_token_to_another_server),
    ("FS623", token_to_another_server),
    ("FS625", secret_in_a_file),
    ("FS626", secret_in_a_form),
    ("FS627", two_ways_to_authenticate),
    ("FS636", polled),
];

const HOSTS: [&str; 6] = [
    "elsewhere.example",
    "accounts.spotify.com.example",
    "spotify.co.uk",
    "spotify.github.io",
    "203.0.113.7",
    "login.elsewhere.example",
];

fn secret_in_a_url(world: &mut World) {
    for case in world.cases() {
        for (_, url) in case.urls() {
            for name in ["client_secret", "access_token", "refresh_token", "password", "assertion"]
            {
                let written = format!("\"{url}\"");
                world.all(case.file, &written, &format!("\"{url}?{name}=x\""));
                world.all(case.file, &written, &format!("\"{url}?a=b&{name}=\""));
            }
        }
    }
}

fn in_the_clear(world: &mut World) {
    for case in world.cases() {
        for (_, url) in case.urls() {
            let clear = url.replace("https://", "http://");
            world.all(case.file, &format!("\"{url}\""), &format!("\"{clear}\""));
            let local = clear.replace("http://", "http://localhost.");
            world.all(case.file, &format!("\"{url}\""), &format!("\"{local}\""));
        }
    }
    world.all(PROVIDER, "https://api.spotify.com\"", "http://api.spotify.com\"");
    world.all(ACME, "\"https://api.acme.example\"", "\"http://api.acme.example\"");
}

fn password(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests().iter().filter(|it| !it.front) {
            world.adjust(&case, &request.table, "grant_type = \"password\"");
        }
        world.each(case.grant, "grant_type = \"authorization_code\"", "grant_type = \"password\"");
    }
    world.each(ACME, "grant_type = \"authorization_code\"", "grant_type = \"password\"");
}

fn code_to_another_server(world: &mut World) {
    for file in [CODE, PKCE] {
        for host in HOSTS {
            for path in ["authorize", "api/token"] {
                let url = format!("https://accounts.spotify.com/{path}\"");
                world.all(file, &url, &format!("https://{host}/{path}\""));
            }
        }
    }
    for host in HOSTS {
        for path in ["authorize", "token"] {
            let url = format!("https://login.acme.example/{path}\"");
            world.all(ACME, &url, &format!("https://{host}/{path}\""));
        }
    }
}

fn refresh_token_to_another_server(world: &mut World) {
    for host in HOSTS {
        let url = "https://login.acme.example/renewal";
        world.all(ACME, url, &format!("https://{host}/renewal"));
        world.all(ACME, url, &format!("https://{host}?a=b"));
    }
}

fn token_to_another_server(world: &mut World) {
    for host in HOSTS {
        world.all(ACME, "https://api.acme.example/realms", &format!("https://{host}/realms"));
    }
}

fn secret_in_a_file(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests() {
            for name in [
                "client_secret",
                "password",
                "access_token",
                "refresh_token",
                "assertion",
                "app_secret",
                "api_key",
            ] {
                world.adjust(&case, &request.table, &format!("{name} = \"hunter2\""));
            }
        }
    }
}

fn secret_in_a_form(world: &mut World) {
    for file in [CODE, SERVICE, ACME] {
        world.all(file, "authentication = \"basic\"", "authentication = \"body\"");
    }
    world.all(PKCE, "authentication = \"none\"", "authentication = \"body\"");
}

fn two_ways_to_authenticate(world: &mut World) {
    for case in world.adjusting().iter().filter(|case| [CODE, SERVICE].contains(&case.file)) {
        for how in ["basic", "basic_raw", "body"] {
            for request in case.requests().iter().filter(|it| !it.front) {
                let mut lines = vec![
                    "client_assertion_type = \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\"",
                    "client_assertion = \"{client_id}\"",
                ];
                if how != "body" {
                    lines.push("client_secret = \"{client_secret}\"");
                }
                for line in lines {
                    let text = world.text(case.file);
                    let edited = text.replace("\"basic\"", &format!("\"{how}\""));
                    let table = format!("[{}]\n{line}\n", request.table);
                    world.all(case.file, &text, &format!("{edited}\n{table}"));
                }
            }
        }
    }
}

fn polled(world: &mut World) {
    let device = "grant_type = \"urn:ietf:params:oauth:grant-type:device_code\"";
    for case in world.adjusting() {
        for request in case.requests().iter().filter(|it| !it.front) {
            world.adjust(&case, &request.table, device);
        }
    }
    world.each(ACME, "grant_type = \"authorization_code\"", device);
}
