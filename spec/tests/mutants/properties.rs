//! Properties against machines, and what is sent against the grant.

use crate::Generator;
use crate::world::{ACME, CODE, IMPLICIT, PKCE, PROVIDER, SERVICE, World, transition};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS501", untrue),
    ("FS502", no_verifier),
    ("FS503", not_refreshable),
    ("FS504", secret_of_a_public_client),
    ("FS505", without_credentials),
    ("FS506", another_grant),
    ("FS507", other_scopes),
    ("FS509", not_claimed),
];

/// Flips a property.
fn flip(world: &mut World, file: &str, property: &str, to: bool) {
    let text = world.text(file);
    let line = text.lines().find(|line| line.starts_with(property)).unwrap().to_owned();
    world.all(file, &format!("{line}\n"), &format!("{property} = {to}\n"));
}

fn untrue(world: &mut World) {
    for case in world.cases() {
        let properties = case.flow.properties;
        flip(world, case.file, "needs_user_consent", !properties.needs_user_consent);
        if !properties.short_lived {
            flip(world, case.file, "short_lived", true);
        }
        if !properties.user_scoped {
            flip(world, case.file, "user_scoped", true);
        }
        // A token that is the app's own, though a user is asked before.
        if properties.user_scoped && case.adjusts() && case.endpoint() == "token" {
            for more in ["code = false", "code = \"{client_id}\"", "x = \"{code}\"\ncode = false"] {
                let lines = format!("grant_type = \"client_credentials\"\n{more}");
                world.adjust(&case, "transitions.exchange.post.form", &lines);
            }
            for code in ["false", "\"x{code}\"", "\"{redirect_uri}\""] {
                let line = format!("code = {code}");
                world.adjust(&case, "transitions.exchange.post.form", &line);
            }
        }
        // A way to a token on which nobody is asked.
        if properties.needs_user_consent {
            let action = format!("post = {{ endpoint = \"{}\", token = true }}", case.endpoint());
            let end = case.last_state();
            world.append(case.grant, &transition("alone", "ready", &end, &action));
        }
    }
}

fn no_verifier(world: &mut World) {
    let cases = world.adjusting();
    let pkce = cases.iter().find(|case| case.file == PKCE).unwrap();
    for value in ["false", "\"abc\"", "\"{state}\"", "\"{code_verifier|s256}\"", "\"{client_id}\""]
    {
        world.adjust(pkce, "transitions.exchange.post.form", &format!("code_verifier = {value}"));
    }
    for value in ["\"{state|s256}\"", "\"{client_id|s256}\"", "\"x{code_verifier|s256}\""] {
        let line = format!("code_challenge = {value}");
        world.adjust(pkce, "transitions.authorize.redirect.query", &line);
    }
    world.adjust(pkce, "transitions.authorize.redirect.query", "code_challenge = false");
    let code = cases.iter().find(|case| case.file == CODE).unwrap();
    for value in ["\"{state|s256}\"", "\"{client_id|s256}\""] {
        let lines = format!("code_challenge = {value}\ncode_challenge_method = \"S256\"");
        world.adjust(code, "transitions.authorize.redirect.query", &lines);
    }
    for value in ["abc", "{state}", "{client_secret}"] {
        let line = format!("code_verifier = \"{value}\"");
        world.adjust(code, "transitions.exchange.post.form", &line);
    }
    world.all(ACME, ", code_verifier = \"{code_verifier}\"", "");
    world.all(ACME, "code_verifier = \"{code_verifier}\"", "code_verifier = \"{state}\"");
    world.all(ACME, "code_challenge = \"{code_verifier|s256}\", ", "");
}

fn not_refreshable(world: &mut World) {
    for file in [SERVICE, IMPLICIT] {
        flip(world, file, "refreshable", true);
    }
    let issued = "issued   = \"always\"";
    for file in [CODE, PKCE] {
        for instead in [
            "\"never\"",
            "{ when = { \"authorize.query.access_type\" = \"offline\" } }",
            "{ when = { \"authorize.query.prompt\" = \"consent\" } }",
            "{ when = { \"authorize.query.response_type\" = \"token\" } }",
            "{ when = { \"exchange.form.duration\" = \"permanent\" } }",
            "{ when = { \"nowhere.query.x\" = \"x\" } }",
            "{ scope = \"offline_access\" }",
            "{ scope = \"offline\" }",
        ] {
            world.through(file, PROVIDER, issued, &format!("issued = {instead}"));
        }
    }
    for case in world.adjusting().iter().filter(|case| case.flow.properties.refreshable) {
        for line in [
            "refresh_token = \"x{refresh_token}\"",
            "refresh_token = \"{refresh_token}{client_id}\"",
            "token = \"{refresh_token}\"",
            "refresh_token = \"{client_id}\"",
        ] {
            world.adjust(case, "renew.post.form", line);
        }
        world.adjust(case, "transitions.exchange.post.form", "grant_type = \"client_credentials\"");
        // What is not said of refresh tokens is not so.
        world.through(case.file, PROVIDER, &format!("{issued}\n"), "");
    }
    for case in world.cases().iter().filter(|case| case.flow.properties.refreshable) {
        world.each(case.grant, ", refresh_token = \"{refresh_token}\"", "");
        let text = world.text(case.grant);
        let (machine, renew) = text.split_once("[renew.post]").unwrap();
        let rest = renew.split_once("\n[").map_or(String::new(), |(_, rest)| format!("[{rest}"));
        world.all(case.grant, &text, &format!("{machine}{rest}"));
    }
}

fn secret_of_a_public_client(world: &mut World) {
    for case in world.adjusting().iter().filter(|case| case.file == PKCE) {
        for request in case.requests().iter().filter(|it| !it.front) {
            for name in ["client_secret", "key", "resource", "audience"] {
                for value in ["{client_secret}", "x{client_secret}"] {
                    world.adjust(case, &request.table, &format!("{name} = \"{value}\""));
                }
            }
        }
    }
}

fn without_credentials(world: &mut World) {
    world.all(SERVICE, "\"basic\"", "\"none\"");
    for instead in ["basic", "basic_raw", "body"] {
        world.all(IMPLICIT, "\"none\"", &format!("\"{instead}\""));
    }
}

fn another_grant(world: &mut World) {
    let kinds = ["authorization_code", "refresh_token", "client_credentials", "implicit", "code"];
    for case in world.adjusting() {
        for request in case.requests() {
            let literal = |name: &str| {
                let it = request.parameters.iter().find(|it| it.name == name)?;
                it.value.as_literal().map(str::to_owned)
            };
            if let Some(right) = literal("grant_type") {
                for kind in kinds.into_iter().filter(|kind| *kind != right) {
                    world.adjust(&case, &request.table, &format!("grant_type = \"{kind}\""));
                }
                world.adjust(&case, &request.table, "grant_type = false");
            }
            if literal("response_type").is_some() {
                for kind in ["\"cod\"", "\"id_token\"", "\"none\"", "false", "\"{client_id}\""] {
                    world.adjust(&case, &request.table, &format!("response_type = {kind}"));
                }
                world.adjust(&case, &request.table, "client_id = false");
            }
            if request.table == "transitions.exchange.post.form" {
                for code in ["false", "\"abc\"", "\"{state}\"", "\"{client_id}\""] {
                    world.adjust(&case, &request.table, &format!("code = {code}"));
                }
            }
        }
    }
}

fn other_scopes(world: &mut World) {
    for case in world.adjusting() {
        if case.flow.properties.user_scoped {
            for value in ["false", "\"streaming\"", "\"\"", "\"user-read-email streaming\""] {
                let line = format!("scope = {value}");
                world.adjust(&case, "transitions.authorize.redirect.query", &line);
            }
        }
        if case.flow.renew.is_some() {
            for value in ["streaming", "streaming {scope?}", "{scope?} offline_access", "all"] {
                world.adjust(&case, "renew.post.form", &format!("scope = \"{value}\""));
            }
        }
    }
    world.all(ACME, "scope = \"{scope?}\", ", "");
}

fn not_claimed(world: &mut World) {
    flip(world, IMPLICIT, "short_lived", false);
    for file in [CODE, PKCE, ACME] {
        flip(world, file, "refreshable", false);
    }
}
