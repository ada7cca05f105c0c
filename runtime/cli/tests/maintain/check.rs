//! `check`: what is wrong, in three forms; and what proves each property.

use serde_json::{Value, json};

use crate::program::{TWO_WAYS, edited, folder, golden, printed, run, spec};

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
wrong.toml:28:1: error[FS110]: no endpoint uses the variable `tenant`
wrong.toml:31:1: waived[FS601]: Spotify documents this flow without PKCE; the exchange is \
authenticated by the client secret.
";
    assert_eq!(ran.output, expected);
    let explained = run(&folder, &["check", "--format", "lines", "--explain", "wrong.toml"]);
    assert!(
        explained.output.starts_with("wrong.toml:12:22: refuted: `needs_user_consent = false`: ")
    );
}

#[test]
fn json_is_an_array_of_all_that_is_known_of_a_problem() {
    let folder = folder("json", &[("wrong.toml", &wrong())]);
    let ran = run(&folder, &["check", "--format", "json", "wrong.toml"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(1), ""));
    let found: Value = serde_json::from_str(&ran.output).unwrap();
    let severities: Vec<&str> =
        found.as_array().unwrap().iter().map(|it| it["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["error", "error", "waived"]);
    let expected = json!({
        "rule": "FS501",
        "severity": "error",
        "message": "`needs_user_consent = false` is not true",
        "file": "wrong.toml",
        "line": 12,
        "column": 22,
        "end": { "line": 12, "column": 27 },
        "label": "a user is asked on the path ready -authorize-> awaiting_consent -receive-> \
                  code_received -exchange-> authorized",
        "help": ["write `needs_user_consent = true`"],
        "related": [],
    });
    assert_eq!(found[0], expected);
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
    let refused = found.as_array().unwrap().iter().find(|it| it["rule"] == "FS503").unwrap();
    let related = &refused["related"][0];
    assert_eq!(related["file"], "provider.toml");
    assert_eq!((&related["line"], &related["column"]), (&json!(18), &json!(12)));
    assert_eq!(related["label"], "the provider says so here");
}

#[test]
fn json_with_proofs_is_an_object_of_both() {
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
fn nothing_wrong_is_an_empty_array() {
    assert_eq!(printed(&spec(), &["check", "--format", "json", PKCE]), "[]\n");
    assert_eq!(printed(&spec(), &["check", "--format", "lines", PKCE]), "");
}
