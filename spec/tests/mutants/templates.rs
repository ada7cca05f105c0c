//! Templates, and what stands in URLs.

use crate::Generator;
use crate::world::World;

pub(crate) const GENERATORS: &[(&str, Generator)] = &[
    ("FS111", unbalanced),
    ("FS112", built_by_a_slot),
    ("FS113", misplaced),
    ("FS115", sent_twice),
    ("FS116", empty),
    ("FS118", unregistered),
    ("FS207", may_be_empty),
    ("FS209", built_by_an_answer),
];

/// The placeholders of a text, each with its braces, each once.
fn placeholders(text: &str) -> Vec<&str> {
    let ends = text.split("\"{").skip(1);
    let mut found: Vec<&str> = ends.filter_map(|rest| rest.split('}').next()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn unbalanced(world: &mut World) {
    for case in world.cases() {
        let text = world.text(case.grant);
        for inner in placeholders(&text) {
            let name = inner.split(['|', '?']).next().unwrap_or_default();
            let find = format!("\"{{{inner}}}\"");
            for instead in [
                format!("\"{{{inner}\""),
                format!("\"{inner}}}\""),
                format!("\"{{{name}x}}\""),
                format!("\"{{{name}|md5}}\""),
                format!("\"{{{{{inner}}}\""),
            ] {
                world.each(case.grant, &find, &instead);
            }
        }
    }
}

fn built_by_a_slot(world: &mut World) {
    for case in world.cases() {
        let minted = case.flow.transitions.iter().flat_map(|step| &step.mint);
        let minted = minted.filter_map(|(id, _)| case.flow.slot(*id));
        let mut slots: Vec<String> = minted.map(|slot| slot.name.clone()).collect();
        let of_the_app = ["client_id", "client_secret", "redirect_uri", "scope", "refresh_token"];
        slots.extend(of_the_app.map(str::to_owned));
        for (_, url) in case.urls() {
            for slot in &slots {
                world.all(case.file, &url, &url.replacen("://", &format!("://{{{slot}}}."), 1));
            }
        }
    }
}

fn built_by_an_answer(world: &mut World) {
    for case in world.cases() {
        for slot in case.flow.slots.iter().filter(|slot| {
            use spotify_flow_spec::flow::Source;
            matches!(slot.source, Source::FrontChannel | Source::BackChannel)
        }) {
            for (_, url) in case.urls() {
                let name = &slot.name;
                world.all(case.file, &url, &url.replacen("://", &format!("://{{{name}}}."), 1));
                world.all(case.file, &url, &format!("{{{name}}}/path"));
                world.all(case.file, &url, &format!("{url}/{{{name}}}"));
            }
        }
    }
}

fn misplaced(world: &mut World) {
    for case in world.cases() {
        for (_, url) in case.urls() {
            for (kind, instead) in [
                ("origin", "https://{part}/path"),
                ("origin", "{part}.example/path"),
                ("origin", "https://host.example/{part}"),
                ("label", "{part}.example/path"),
                ("label", "https://{part?}.example/path"),
                ("label", "https://{part|s256}.example/path"),
            ] {
                let text = world.text(case.file).replace(&url, instead);
                let variables = format!("[variables]\npart = {{ type = \"{kind}\" }}");
                let whole = world.text(case.file);
                world.all(case.file, &whole, &format!("{text}\n{variables}\n"));
            }
        }
    }
}

fn sent_twice(world: &mut World) {
    for case in world.cases() {
        let endpoints: Vec<usize> = case
            .flow
            .transitions
            .iter()
            .filter_map(|step| {
                use spotify_flow_spec::flow::Action;
                match &step.action {
                    Action::Redirect(redirect) => Some(redirect.endpoint),
                    Action::Post(post) => Some(post.endpoint),
                    Action::Callback(_) => None,
                }
            })
            .collect();
        let requests = case.requests();
        let urls = case.urls();
        for (request, endpoint) in requests.iter().zip(endpoints) {
            let (_, url) = &urls[endpoint];
            for parameter in &request.parameters {
                let secret = ["code_verifier", "access_token"].contains(&parameter.name.as_str());
                if !secret {
                    let more = format!("\"{url}?{}=x\"", parameter.name);
                    world.all(case.file, &format!("\"{url}\""), &more);
                }
            }
        }
        // Beside a header that says who the client is, a form may say so, too.
        let in_form = matches!(case.flow.authentication.as_str(), "none" | "body");
        for request in requests.iter().filter(|it| !it.front && case.adjusts() && in_form) {
            for value in ["{client_id}", "me"] {
                world.adjust(&case, &request.table, &format!("client_id = \"{value}\""));
            }
        }
    }
}

fn empty(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests() {
            let own = request.parameters.iter().map(|it| it.name.clone());
            let more = ["audience", "resource"].map(str::to_owned);
            // An option is not adjusted, and an empty scope has a rule of its own.
            for name in own.chain(more).filter(|it| it != "scope" && it != "show_dialog") {
                world.adjust(&case, &request.table, &format!("{name} = \"\""));
            }
        }
    }
}

fn unregistered(world: &mut World) {
    for case in world.adjusting() {
        for request in case.requests() {
            for parameter in request.parameters.iter().filter(|it| it.name != "show_dialog") {
                for before in ["{ ", ", "] {
                    let find = format!("{before}{} = ", parameter.name);
                    let text = world.text(case.grant);
                    let is_sent = |at: usize| {
                        let line = text[..at].lines().last().unwrap_or_default();
                        line.starts_with("query") || line.starts_with("form")
                    };
                    if text.match_indices(&find).all(|(at, _)| is_sent(at)) {
                        let instead = format!("{before}{}x = ", parameter.name);
                        world.each(case.grant, &find, &instead);
                    }
                }
            }
        }
    }
}

fn may_be_empty(world: &mut World) {
    for case in world.cases() {
        world.each(case.grant, "{scope?}", "{scope}");
    }
    for case in world.adjusting() {
        for request in case.requests() {
            let option = case.flow.options.iter().map(|it| it.name.as_str());
            for slot in option.chain(["scope"]) {
                world.adjust(&case, &request.table, &format!("resource = \"{{{slot}}}\""));
                world.adjust(&case, &request.table, &format!("resource = \"urn:{{{slot}}}\""));
            }
        }
    }
}
