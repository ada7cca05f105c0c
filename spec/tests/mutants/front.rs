//! What goes through the browser, and what comes back.

use crate::Generator;
use crate::world::{ACME, CODE, Case, IMPLICIT, PKCE, SERVICE, World, transition};

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS601", no_pkce),
    ("FS602", plain),
    ("FS603", verifier_shown),
    ("FS604", no_state),
    ("FS605", state_not_compared),
    ("FS606", guessable),
    ("FS607", secret_in_the_browser),
    ("FS506", anothers_redirect_uri),
    ("FS611", localhost),
    ("FS614", implicit),
    ("FS631", pushed_and_sent),
    ("FS632", two_requests),
    ("FS633", pushed_once_used_twice),
    ("FS638", comes_back_elsewhere),
    ("FS642", wildcards),
    ("FS643", no_scope),
    ("FS644", shown),
];

const QUERY: &str = "transitions.authorize.redirect.query";

/// The flows that send a user somewhere, and whose grants stand in other files.
fn asking(world: &World) -> Vec<Case> {
    world.adjusting().into_iter().filter(|case| case.waiting().is_some()).collect()
}

fn asking_for_a_code(world: &World) -> Vec<Case> {
    asking(world).into_iter().filter(|case| case.file != IMPLICIT).collect()
}

/// Lines of an authorization request, one mutant each.
fn lines(world: &mut World, lines: &[&str]) {
    for case in asking(world) {
        for line in lines {
            world.adjust(&case, QUERY, line);
        }
    }
}

fn no_pkce(world: &mut World) {
    let waiver = "FS601 = { at = \"authorization_code\", because = \"Spotify documents this flow without \
                  PKCE; the exchange is authenticated by the client secret.\" }";
    world.all(CODE, waiver, "");
    for instead in ["basic_raw", "body", "none"] {
        let text = world.text(CODE);
        let edited = text.replace(waiver, "").replace("\"basic\"", &format!("\"{instead}\""));
        world.all(CODE, &text, &edited);
    }
    let grant = "grant    = \"authorization_code_pkce\"";
    world.all(PKCE, grant, "grant = \"authorization_code\"");
    for authentication in ["basic", "body", "none"] {
        let text = world.text(PKCE);
        let edited = text.replace("\"none\"", &format!("\"{authentication}\""));
        let off = format!("[{QUERY}]\ncode_challenge = false\ncode_challenge_method = false");
        let more = "[transitions.exchange.post.form]\ncode_verifier = false";
        world.all(PKCE, &text, &format!("{edited}\n{off}\n\n{more}\n"));
    }
    let text = world.text(ACME);
    let challenge = ", code_challenge = \"{code_verifier|s256}\", code_challenge_method = \"S256\"";
    let without = text.replace(challenge, "").replace(", code_verifier = \"{code_verifier}\"", "");
    world.all(ACME, &text, &without);
    world.all(ACME, &text, &without.replace(", code_verifier = \"pkce_verifier\"", ""));
}

fn plain(world: &mut World) {
    let cases = asking(world);
    let pkce = cases.iter().find(|case| case.file == PKCE).unwrap();
    for value in ["false", "\"plain\"", "\"s256\"", "\"S512\"", "\"sha256\"", "\"{client_id}\""] {
        world.adjust(pkce, QUERY, &format!("code_challenge_method = {value}"));
    }
    for instead in ["plain", "s256", "S384"] {
        world.all(ACME, "\"S256\"", &format!("\"{instead}\""));
    }
    world.all(ACME, ", code_challenge_method = \"S256\"", "");
}

fn verifier_shown(world: &mut World) {
    for case in asking(world).iter().filter(|case| case.file == PKCE) {
        let request = &case.requests()[0];
        let own = request.parameters.iter().map(|it| it.name.as_str());
        for name in own.chain(["nonce", "hint", "resource"]).filter(|it| *it != "show_dialog") {
            for value in ["{code_verifier}", "x{code_verifier}"] {
                world.adjust(case, QUERY, &format!("{name} = \"{value}\""));
            }
        }
    }
    world.all(ACME, "{request_uri}", "{code_verifier}");
}

fn no_state(world: &mut World) {
    lines(world, &["state = false"]);
    for case in asking(world) {
        world.each(case.grant, ", state = \"{state}\" }", " }");
        world.each(case.grant, ", state = \"{state}\", code", ", code");
        world.each(case.grant, ", state = \"{state}\"", ", nonce = \"{state}\"");
    }
    world.each(ACME, ", state = \"{state}\", code", ", code");
}

fn state_not_compared(world: &mut World) {
    for case in world.cases().iter().filter(|case| case.waiting().is_some()) {
        world.all(case.grant, "expect = { state = \"{state}\" }, ", "");
        for instead in ["{ nonce = \"{state}\" }", "{ state = \"{client_id}\" }"] {
            world.all(
                case.grant,
                "expect = { state = \"{state}\" }",
                &format!("expect = {instead}"),
            );
        }
        // A way round the callback.
        let action = format!("post = {{ endpoint = \"{}\" }}", case.endpoint());
        let waiting = case.waiting().unwrap();
        for state in case
            .open_states()
            .iter()
            .filter(|it| ["code_received", "exchanged"].contains(&it.as_str()))
        {
            // The first token is there once it was asked for.
            if state != "exchanged" {
                world.append(case.grant, &transition("skip", &waiting, state, &action));
            }
        }
        let token = format!("post = {{ endpoint = \"{}\", token = true }}", case.endpoint());
        world.append(case.grant, &transition("skip", &waiting, &case.last_state(), &token));
    }
    lines(world, &["state = \"x{state}\"", "state = \"{state|s256}\""]);
}

fn guessable(world: &mut World) {
    for name in ["state", "nonce"] {
        let values = ["xyz", "{client_id}", "{redirect_uri}", "{scope?}", "1"];
        let written: Vec<String> = values.iter().map(|it| format!("{name} = \"{it}\"")).collect();
        lines(world, &written.iter().map(String::as_str).collect::<Vec<_>>());
    }
    world.each(ACME, ", state = \"{state}\",", ", state = \"{client_id}\",");
}

fn secret_in_the_browser(world: &mut World) {
    for case in asking(world) {
        let own =
            case.requests()[0].parameters.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
        let own = own.iter().map(String::as_str).filter(|it| *it != "show_dialog");
        for name in own.chain(["key", "resource", "client_secret"]) {
            world.adjust(&case, QUERY, &format!("{name} = \"{{client_secret}}\""));
            world.adjust(&case, QUERY, &format!("{name} = \"{{client_secret|s256}}\""));
        }
        for name in ["password", "access_token", "id_token", "assertion"] {
            let option = format!("{name} = {{ type = \"string\", in = \"authorize.query\" }}");
            world.all(case.file, "[options]", &format!("[options]\n{option}"));
        }
    }
}

/// Where the answer goes is the app's to say, whatever the file would say instead.
fn anothers_redirect_uri(world: &mut World) {
    for uri in [
        "http://app.example/callback",
        "http://127.0.0.1:8888/callback",
        "https://app.example/callback",
        "https://*.app.example/callback",
        "app:/callback",
        "/callback",
        "{redirect_uri}#callback",
        "x{redirect_uri}",
        "{client_id}",
        "{state}",
    ] {
        lines(world, &[&format!("redirect_uri = \"{uri}\"")]);
        world.each(
            ACME,
            "redirect_uri = \"{redirect_uri}\", scope",
            &format!("redirect_uri = \"{uri}\", scope"),
        );
    }
    for id in ["my-app", "{client_id}x", "{scope?}", "{state}"] {
        lines(world, &[&format!("client_id = \"{id}\"")]);
    }
}

fn localhost(world: &mut World) {
    let provider = crate::world::PROVIDER;
    for instead in ["\"localhost\"", "\"loopback_ip\", \"localhost\""] {
        world.all(provider, "\"loopback_ip\"", instead);
        world.all(
            provider,
            "\"private_scheme\"",
            &instead.replace("loopback_ip", "private_scheme"),
        );
    }
}

fn implicit(world: &mut World) {
    let text = world.text(IMPLICIT);
    let line = text.lines().find(|line| line.starts_with("deprecated")).unwrap().to_owned();
    world.all(IMPLICIT, &format!("{line}\n"), "");
    for case in asking_for_a_code(world) {
        for kind in ["code token", "token code", "code id_token token"] {
            world.adjust(&case, QUERY, &format!("response_type = \"{kind}\""));
        }
    }
}

fn pushed_and_sent(world: &mut World) {
    let query = "request_uri = \"{request_uri}\" }";
    for more in [
        "scope = \"{scope?}\"",
        "state = \"{state}\"",
        "response_type = \"code\"",
        "redirect_uri = \"{redirect_uri}\"",
        "prompt = \"login\"",
        "code_challenge = \"{code_verifier|s256}\"",
        "login_hint = \"{client_id}\"",
    ] {
        world.all(ACME, query, &format!("request_uri = \"{{request_uri}}\", {more} }}"));
    }
}

fn two_requests(world: &mut World) {
    lines(
        world,
        &[
            "request = \"x\"\nrequest_uri = \"https://app.example/request\"",
            "request = \"{client_id}\"\nrequest_uri = \"urn:example:1\"",
        ],
    );
    for case in world.adjusting() {
        for request in case.requests().iter().filter(|it| !it.front) {
            world.adjust(&case, &request.table, "request_uri = \"urn:example:1\"");
        }
    }
    let form = "code_challenge_method = \"S256\" }";
    world.all(ACME, form, "code_challenge_method = \"S256\", request_uri = \"urn:example:1\" }");
    let query = "request_uri = \"{request_uri}\" }";
    world.all(ACME, query, "request_uri = \"{request_uri}\", request = \"x\" }");
}

fn pushed_once_used_twice(world: &mut World) {
    let query = "query = { client_id = \"{client_id}\", request_uri = \"{request_uri}\" }";
    let action = format!("[transitions.again.redirect]\nendpoint = \"authorize\"\n{query}");
    for from in ["awaiting_consent", "code_received", "exchanged"] {
        world.append(ACME, &transition("again", from, "awaiting_consent", &action));
        let text = world.text(ACME);
        let states = text.replace(
            "[transitions.push]",
            "[states.asked_again]\nshows = [\"authorize_url\"]\n\n[transitions.push]",
        );
        let step = transition("again", from, "asked_again", &action);
        let back = transition(
            "back",
            "asked_again",
            "code_received",
            "callback = { in = \"query\", expect = { state = \"{state}\" }, bind = { code = \"code\" } }",
        );
        world.all(ACME, &text, &format!("{states}\n{step}\n\n{back}\n"));
    }
    lines(
        world,
        &[
            "request_uri = \"http://app.example/request\"",
            "request_uri = \"abc\"",
            "request_uri = \"ftp://app.example/request\"",
        ],
    );
}

fn comes_back_elsewhere(world: &mut World) {
    lines(
        world,
        &[
            "response_mode = \"form_post\"",
            "response_mode = \"query.jwt\"",
            "response_mode = \"jwt\"",
            "response_mode = \"web_message\"",
            "response_mode = \"{client_id}\"",
        ],
    );
    for case in world.cases() {
        let (here, there) =
            if case.file == IMPLICIT { ("fragment", "query") } else { ("query", "fragment") };
        world.each(case.grant, &format!("in = \"{here}\""), &format!("in = \"{there}\""));
        if case.adjusts() && case.waiting().is_some() {
            world.adjust(&case, QUERY, &format!("response_mode = \"{there}\""));
        }
    }
    for case in asking(world) {
        let option = "response_mode = { type = \"string\", in = \"authorize.query\" }";
        world.all(case.file, "[options]", &format!("[options]\n{option}"));
    }
}

fn wildcards(world: &mut World) {
    for value in ["*", "user-*", "{scope?} *", "streaming user.*"] {
        lines(world, &[&format!("scope = \"{value}\"")]);
        let cases = world.adjusting();
        let service = cases.iter().find(|case| case.file == SERVICE).unwrap();
        world.adjust(service, "transitions.request.post.form", &format!("scope = \"{value}\""));
    }
}

fn no_scope(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests() {
            world.adjust(&case, &request.table, "scope = \"\"");
        }
    }
}

fn shown(world: &mut World) {
    for case in world.cases() {
        for slot in case.flow.slots.iter().filter(|slot| slot.class.is_secret()) {
            for state in &case.flow.states {
                let text = world.text(case.grant);
                let line = text.lines().find(|line| line.starts_with(&format!("{} ", state.name)));
                let line = line.unwrap();
                let shows = match line.split_once("shows = [") {
                    Some((before, after)) => format!("{before}shows = [\"{}\", {after}", slot.name),
                    None => line.replace(" }", &format!(", shows = [\"{}\"] }}", slot.name)),
                };
                world.all(case.grant, line, &shows);
            }
        }
    }
}
