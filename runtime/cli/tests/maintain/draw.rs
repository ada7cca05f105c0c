//! `graph`: a flow as a picture.

use crate::program::{TWO_WAYS, edited, folder, golden, printed, run, spec};

#[test]
fn a_flow_is_drawn_for_a_terminal() {
    let drawn = printed(&spec(), &["graph", "spotify/authorization_code_pkce"]);
    golden("graph.txt", &drawn);
    assert_eq!(printed(&spec(), &["graph", "authorization_code_pkce", "--format", "text"]), drawn);
    let path = "providers/spotify/authorization_code_pkce.toml";
    assert_eq!(printed(&spec(), &["graph", path]), drawn);
}

#[test]
fn a_flow_is_drawn_for_mermaid() {
    let arguments = ["graph", "authorization_code_pkce", "--format", "mermaid"];
    golden("graph.mermaid", &printed(&spec(), &arguments));
}

/// A second way to the server: it asks for a new account.
const SIGN_UP: &str = r#"
[transitions.sign_up]
from = "ready"
to   = "awaiting_consent"
mint = { state = "random", code_verifier = "pkce_verifier" }

[transitions.sign_up.redirect]
endpoint = "authorize"
query = { response_type = "code", client_id = "{client_id}", redirect_uri = "{redirect_uri}", scope = "{scope?}", state = "{state}", prompt = "create", code_challenge = "{code_verifier|s256}", code_challenge_method = "S256" }
"#;

#[test]
fn two_ways_to_a_state_are_drawn_one_after_the_other() {
    let grant = edited("grants/authorization_code_pkce.toml", &[]) + SIGN_UP;
    let flow = edited("providers/spotify/authorization_code_pkce.toml", &[]);
    let files = [("flow.toml", flow.as_str()), ("authorization_code_pkce.toml", grant.as_str())];
    golden("graph_branches.txt", &printed(&folder("branches", &files), &["graph", "flow.toml"]));
}

#[test]
fn a_flow_that_makes_no_sense_is_not_drawn() {
    let folder = folder("no_flow", &[("two_ways.toml", TWO_WAYS)]);
    let ran = run(&folder, &["graph", "two_ways.toml"]);
    assert_eq!((ran.code, ran.output.as_str()), (Some(1), ""));
    assert!(ran.errors.contains("is two flows"), "{}", ran.errors);
}

#[test]
fn a_flow_that_is_not_there_is_answered_with_the_nearest() {
    let ran = run(&spec(), &["graph", "authorization_code_pcke"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.output, "");
    let expected = "error: there is no file and no bundled flow `authorization_code_pcke`; did you \
                    mean `authorization_code_pkce`?\n";
    assert_eq!(ran.errors, expected);
}

#[test]
fn a_secret_is_marked_wherever_it_is_named() {
    for (format, beside) in [("text", "is a header"), ("mermaid", "sends grant_type, ")] {
        let drawn = printed(&spec(), &["graph", "authorization_code", "--format", format]);
        let lines: Vec<&str> = drawn.lines().filter(|line| line.contains(beside)).collect();
        // The exchange and the renewal send the client secret.
        assert_eq!(lines.len(), 2, "{drawn}");
        assert!(lines.iter().all(|line| line.contains("(secret)")), "{drawn}");
    }
}

#[test]
fn an_option_is_marked() {
    let text = edited(
        "providers/spotify/client_credentials.toml",
        &[(
            "[client]",
            "[options]\naudience = { type = \"string\", in = \"request.form\" }\n\n[client]",
        )],
    );
    let folder = folder("option", &[("flow.toml", &text)]);
    let drawn = printed(&folder, &["graph", "flow.toml"]);
    assert!(drawn.contains("audience       {audience?} (option)"), "{drawn}");
}

#[test]
fn a_grant_is_drawn_for_it_is_the_machine() {
    let drawn = printed(&spec(), &["graph", "grants/implicit.toml"]);
    assert!(drawn.starts_with("the grant implicit\nRFC 6749"), "{drawn}");
    assert!(drawn.contains("├─ authorize → awaiting_consent"), "{drawn}");
    let ran = run(&spec(), &["graph", "providers/spotify/provider.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("declares no flow and no grant"), "{}", ran.errors);
}

#[test]
fn a_flow_is_drawn_as_a_picture() {
    let arguments = ["graph", "spotify/authorization_code_pkce", "--format", "svg"];
    golden("graph.svg", &printed(&spec(), &arguments));
}

#[test]
fn every_machine_of_a_folder_is_drawn() {
    let folder = folder("pictures", &[]);
    let out = folder.to_str().unwrap();
    let arguments = ["graph", "providers/spotify", "--format", "svg", "--out", out];
    assert_eq!(printed(&spec(), &arguments), "");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 4);
    assert_eq!(names[0], "spotify_authorization_code.svg");
    let texts = printed(&spec(), &["graph", "grants"]);
    assert_eq!(texts.matches("the grant ").count(), 4, "{texts}");
    assert_eq!(run(&spec(), &["graph", "grants", "--format", "svg"]).code, Some(2));
}
