//! `check`: what is wrong, in three forms; and what proves each property.

use std::fs;

use serde_json::{Value, json};

use crate::program::{TWO_WAYS, edited, fed, folder, golden, printed, run, spec};

const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";

#[test]
fn explain_draws_what_proves_each_property() {
    golden("proved.txt", &printed(&spec(), &["check", "--explain", PKCE]));
    let service = "providers/spotify/client_credentials.toml";
    golden("proved_without_a_user.txt", &printed(&spec(), &["check", "--explain", service]));
}

#[test]
fn explain_draws_the_shortest_path_that_breaks_a_property() {
    let folder = folder("refuted", &[("two_ways.toml", TWO_WAYS)]);
    let ran = run(&folder, &["check", "--explain", "two_ways.toml"]);
    assert_eq!(ran.code, Some(1));
    golden("refuted.txt", &ran.output);
}

/// A flow with two mistakes and a waiver.
fn wrong() -> String {
    edited(
        "providers/spotify/authorization_code.toml",
        &[
            ("needs_user_consent = true", "needs_user_consent = false"),
            ("[allow]", "[variables]\ntenant = { type = \"label\" }\n\n[allow]"),
        ],
    )
}

#[test]
fn lines_are_what_an_editor_reads() {
    let folder = folder("lines", &[("wrong.toml", &wrong())]);
    let ran = run(&folder, &["check", "--format", "lines", "wrong.toml"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(1), ""));
    let expected = "\
wrong.toml:12:22: error[FS501]: `needs_user_consent = false` is not true
wrong.toml:28:1: error[FS110]: nothing uses the variable `tenant`
wrong.toml:31:1: waived[FS601]: at `authorization_code`: Spotify documents this flow without PKCE; the \
exchange is authenticated by the client secret.
";
    assert_eq!(ran.output, expected);
    let explained = run(&folder, &["check", "--format", "lines", "--explain", "wrong.toml"]);
    assert!(
        explained.output.starts_with("wrong.toml:12:22: refuted: `needs_user_consent = false`: ")
    );
}

#[test]
fn json_says_all_that_is_known_of_a_problem() {
    let folder = folder("json", &[("wrong.toml", &wrong())]);
    let ran = run(&folder, &["check", "--format", "json", "wrong.toml"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(1), ""));
    let found: Value = serde_json::from_str(&ran.output).unwrap();
    assert_eq!(found["version"], 1);
    let counts = json!({ "files": 1, "errors": 2, "warnings": 0, "notes": 0, "waivers": 1 });
    assert_eq!(found["counts"], counts);
    assert_eq!(found["waivers"][0]["rule"], "FS601");
    let expected = json!({
        "rule": "FS501",
        "severity": "error",
        "message": "`needs_user_consent = false` is not true",
        "file": "wrong.toml",
        "bundled": false,
        "line": 12,
        "column": 22,
        "end": { "line": 12, "column": 27 },
        "label": "a user is asked on the path ready -authorize-> awaiting_consent -receive-> \
                  code_received -exchange-> authorized",
        "help": ["write `needs_user_consent = true`"],
        "related": [],
        "flows": [],
        "fix": null,
    });
    assert_eq!(found["problems"][0], expected);
}

#[test]
fn json_names_related_places_in_their_files() {
    let folder = folder(
        "related",
        &[
            ("flow.toml", &edited(PKCE, &[])),
            (
                "provider.toml",
                &edited("providers/spotify/provider.toml", &[("\"always\"", "\"never\"")]),
            ),
        ],
    );
    let ran = run(&folder, &["check", "--format", "json", "flow.toml"]);
    let found: Value = serde_json::from_str(&ran.output).unwrap();
    let problems = found["problems"].as_array().unwrap();
    let refused = problems.iter().find(|it| it["rule"] == "FS503").unwrap();
    let related = &refused["related"][0];
    assert_eq!(related["file"], "provider.toml");
    assert_eq!((&related["line"], &related["column"]), (&json!(18), &json!(12)));
    assert_eq!(related["label"], "the provider says so here");
}

#[test]
fn json_has_the_proofs_that_were_asked_for() {
    let ran = run(&spec(), &["check", "--format", "json", "--explain", PKCE]);
    let found: Value = serde_json::from_str(&ran.output).unwrap();
    assert_eq!(found["problems"], json!([]));
    let proofs = found["proofs"].as_array().unwrap();
    let claims: Vec<(&str, &str)> = proofs
        .iter()
        .map(|it| (it["property"].as_str().unwrap(), it["verdict"].as_str().unwrap()))
        .collect();
    let proved = ["needs_user_consent", "refreshable", "short_lived", "user_scoped"];
    assert_eq!(claims, proved.map(|property| (property, "proved")));
    assert_eq!(proofs[0]["evidence"][2]["file"], "grants/authorization_code_pkce.toml");
    let label = proofs[0]["evidence"][2]["label"].as_str().unwrap();
    assert!(label.starts_with("3. `exchange`"), "{label}");
}

#[test]
fn nothing_wrong_is_said_so() {
    let said = printed(&spec(), &["check", "--format", "json", PKCE]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&said["problems"], &said["counts"]["files"]), (&json!([]), &json!(1)));
    assert_eq!(printed(&spec(), &["check", "--format", "lines", PKCE]), "");
    assert_eq!(printed(&spec(), &["check", "--format", "github", PKCE]), "");
}

#[test]
fn warnings_and_waivers_are_denied_where_somebody_says_so() {
    let code = edited("providers/spotify/authorization_code.toml", &[]);
    let open = edited(
        "providers/spotify/authorization_code.toml",
        &[("[allow]\nFS601 = ", "# [allow]\n# FS601 = ")],
    );
    let folder = folder("deny", &[("code.toml", &code), ("open.toml", &open)]);
    let code = |arguments: &[&str]| run(&folder, &[&["check"], arguments].concat()).code;
    assert_eq!(code(&["open.toml"]), Some(0));
    assert_eq!(code(&["open.toml", "--deny", "warnings"]), Some(1));
    assert_eq!(code(&["code.toml", "--deny", "warnings"]), Some(0));
    assert_eq!(code(&["code.toml", "--deny", "warnings,waivers"]), Some(1));
}

#[test]
fn what_an_editor_has_is_read_from_the_input() {
    let folder =
        folder("input", &[("provider.toml", &edited("providers/spotify/provider.toml", &[]))]);
    let text = edited(PKCE, &[("short_lived        = false", "short_lived = true")]);
    let ran =
        fed(&folder, &["check", "-", "--stdin-path", "flow.toml", "--format", "lines"], &text);
    assert_eq!(ran.code, Some(1));
    assert!(ran.output.starts_with("flow.toml:14:"), "{}", ran.output);
    let unnamed = fed(&folder, &["check", "-", "--format", "lines"], &text);
    assert!(unnamed.output.starts_with("stdin.toml:14:"), "{}", unnamed.output);
}

#[test]
fn sarif_is_what_code_scanning_reads() {
    let text = wrong().replace("summary  =", "sumary =");
    let folder = folder("sarif", &[("wrong.toml", &text)]);
    let ran = run(&folder, &["check", "--format", "sarif", "wrong.toml"]);
    assert_eq!(ran.code, Some(1));
    let said: Value = serde_json::from_str(&ran.output).unwrap();
    assert_eq!(said["version"], "2.1.0");
    let run = &said["runs"][0];
    let results = run["results"].as_array().unwrap();
    let rules: Vec<&str> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(rules, ["FS101", "FS501", "FS110", "FS601"]);
    let described = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(described.iter().all(|rule| rule["shortDescription"]["text"] != ""), "{described:?}");
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "wrong.toml");
    let region = json!({ "startLine": 12, "startColumn": 22, "endLine": 12, "endColumn": 27 });
    assert_eq!(place["region"], region);
    let edit = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(edit["insertedContent"]["text"], "summary");
    assert_eq!(results[3]["suppressions"][0]["kind"], "inSource");
}

#[test]
fn github_puts_a_problem_at_its_line() {
    let folder = folder("github", &[("wrong.toml", &wrong())]);
    let ran = run(&folder, &["check", "--format", "github", "wrong.toml"]);
    let first = ran.output.lines().next().unwrap();
    let begin = "::error file=wrong.toml,line=12,endLine=12,col=22,endColumn=26,title=FS501::\
                 `needs_user_consent = false` is not true (a user is asked";
    assert!(first.starts_with(begin), "{first}");
    assert!(first.ends_with("%0Ahelp: write `needs_user_consent = true`"), "{first}");
}

#[test]
fn what_is_no_spec_is_left_out_of_a_folder() {
    let right = edited(PKCE, &[]);
    let files =
        [("flow.toml", right.as_str()), ("pyproject.toml", "x = 1"), ("mine.toml", "x = 1")];
    let folder = folder("ignored", &files);
    fs::create_dir(folder.join("drafts")).unwrap();
    fs::write(folder.join("drafts/a.toml"), "x = 1").unwrap();
    fs::write(folder.join("list"), "# ours\nmine.toml\n").unwrap();
    assert_eq!(run(&folder, &["check", "."]).code, Some(1));
    printed(&folder, &["check", ".", "--ignore", "mine.toml", "--ignore", "drafts/"]);
    printed(&folder, &["check", ".", "--ignore-list", "list", "--ignore", "drafts/"]);
}

#[test]
fn colours_are_shown_when_asked_for() {
    let folder = folder("colours", &[("wrong.toml", &wrong())]);
    let said = |when| run(&folder, &["check", "--color", when, "wrong.toml"]).output;
    assert!(said("always").contains("\u{1b}["));
    assert!(!said("never").contains("\u{1b}["));
    assert_eq!(said("auto"), said("never"));
}

#[test]
fn files_that_stand_together_are_checked_together() {
    let again = edited(PKCE, &[]);
    let provider = edited("providers/spotify/provider.toml", &[]);
    let other = edited(
        "providers/spotify/client_credentials.toml",
        &[("accounts.spotify.com", "acounts.spotify.com")],
    );
    let folder = folder(
        "together",
        &[
            ("one.toml", &again),
            ("two.toml", &again),
            ("provider.toml", &provider),
            ("app.toml", &other),
            ("apis.toml", &edited("providers/spotify/api.toml", &[])),
            ("my_grant.toml", &edited("grants/implicit.toml", &[])),
        ],
    );
    let said = printed(&folder, &["check", "--format", "lines", "."]);
    for line in [
        "two.toml:5:12: warning[FS801]: there are two of the flow `authorization_code_pkce`",
        "apis.toml:1:1: warning[FS802]: nobody reads this API",
        "my_grant.toml:1:1: warning[FS802]: nobody finds the grant `implicit` in this file",
        "warning[FS803]: another flow of `spotify` has its `token` at `accounts.spotify.com`",
        "warning[FS804]: `acounts.spotify.com` looks like `accounts.spotify.com`",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(printed(&folder, &["explain", "fs804"]).contains("no host looks like another one"));
}

#[test]
fn what_is_bundled_is_right_together() {
    let said = printed(
        &spec(),
        &["check", "--format", "lines", "--deny", "warnings", "providers", "grants"],
    );
    assert!(said.lines().all(|line| line.contains(": waived[")), "{said}");
}
