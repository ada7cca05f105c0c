//! What a package of the program brings along: schemas, completions, manual pages.

use std::fs;

use serde_json::Value;

use crate::program::{folder, printed, run, spec};

#[test]
fn each_kind_of_file_has_a_schema() {
    for kind in ["flow", "grant", "provider", "api"] {
        let said = printed(&spec(), &["schema", kind]);
        assert_eq!(
            said,
            fs::read_to_string(spec().join(format!("schema/{kind}.schema.json"))).unwrap()
        );
        let _: Value = serde_json::from_str(&said).unwrap();
    }
}

#[test]
fn shells_complete_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = printed(&spec(), &["completions", shell]);
        assert!(said.contains("check") && said.contains("spotify-flow"), "{shell}");
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = folder("man", &[]);
    printed(&spec(), &["man", "--out", folder.to_str().unwrap()]);
    let page = fs::read_to_string(folder.join("spotify-flow-check.1")).unwrap();
    assert!(page.contains(".TH spotify-flow-check 1") && page.contains("deny"), "{page}");
    assert!(printed(&spec(), &["man"]).contains(".TH spotify-flow 1"));
}

#[test]
fn help_says_the_exit_codes() {
    let said = printed(&spec(), &["--help"]);
    assert!(said.contains("Exit codes:\n  0  all is well\n  1  something is wrong"), "{said}");
}

#[test]
fn the_properties_of_any_catalogue_are_a_table() {
    let said =
        printed(&spec(), &["table", "providers/github", "providers/zoom/client_credentials.toml"]);
    let names: Vec<&str> =
        said.lines().skip(2).filter_map(|line| line.split("  ").next()).collect();
    let ours =
        ["github/authorization_code", "github/authorization_code_pkce", "zoom/client_credentials"];
    assert_eq!(names.iter().map(|name| name.trim()).collect::<Vec<_>>(), ours);
}

#[test]
fn a_provider_that_is_not_there_is_a_wrong_call() {
    let ran = run(&spec(), &["advise", "get_album", "--provider", "spotfy"]);
    let message = "error: there is no provider `spotfy`; did you mean `spotify`?\n";
    assert_eq!((ran.code, ran.errors.as_str()), (Some(2), message));
}
