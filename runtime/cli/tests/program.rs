//! The built program, run as a user runs it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const FLOWS: [(&str, [bool; 4]); 4] = [
    ("authorization_code", [true, true, false, true]),
    ("authorization_code_pkce", [true, true, false, true]),
    ("client_credentials", [false, false, false, false]),
    ("implicit_grant", [true, false, true, true]),
];

/// What the program said, and how it ended.
struct Ran {
    code: Option<i32>,
    output: String,
    errors: String,
}

fn run(arguments: &[&str]) -> Ran {
    let output = program().args(arguments).output().unwrap();
    Ran {
        code: output.status.code(),
        output: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_spotify-flow"))
}

/// The bundled providers.
fn providers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/providers")
}

/// A folder of this test's own, with files in it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// A bundled flow with a claim in it that is not true.
fn wrong_flow() -> String {
    let flow = fs::read_to_string(providers().join("spotify/implicit_grant.toml")).unwrap();
    flow.replace("needs_user_consent = true", "needs_user_consent = false")
}

/// A row of a table, in words.
fn words(properties: [bool; 4]) -> [&'static str; 4] {
    properties.map(|value| if value { "yes" } else { "no" })
}

#[test]
fn demo_finds_every_property_as_the_specs_say_it() {
    let ran = run(&["demo"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.errors);
    assert_eq!(ran.errors, "");
    let table = ran.output.split_once("user-scoped\n").unwrap().1;
    for (flow, properties) in FLOWS {
        let row = table.lines().find(|line| line.split_whitespace().next() == Some(flow)).unwrap();
        let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
        let expected = words(properties).map(|word| format!("{word} / {word}"));
        assert_eq!(cells[1..], expected, "{flow}");
    }
}

#[test]
fn table_prints_columns_for_a_terminal() {
    let ran = run(&["table"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.output, run(&["table", "--format", "text"]).output);
    let lines: Vec<Vec<&str>> =
        ran.output.lines().map(|line| line.split_whitespace().collect()).collect();
    for (flow, properties) in FLOWS {
        let row = lines.iter().find(|row| row[0] == flow).unwrap();
        assert_eq!(row[1..], words(properties));
    }
}

#[test]
fn table_prints_markdown_for_a_readme() {
    let ran = run(&["table", "--format", "markdown"]);
    assert_eq!(ran.code, Some(0));
    let heading = "| flow | needs user consent | refreshable | short-lived | user-scoped |\n\
                   |---|---|---|---|---|\n";
    assert!(ran.output.starts_with(heading), "{}", ran.output);
    for (flow, properties) in FLOWS {
        let row = format!("| {flow} | {} |\n", words(properties).join(" | "));
        assert!(ran.output.contains(&row), "{}", ran.output);
    }
}

#[test]
fn table_prints_json_for_programs() {
    let ran = run(&["table", "--format", "json"]);
    assert_eq!(ran.code, Some(0));
    let rows = FLOWS.map(|(flow, [consent, refreshable, short_lived, user_scoped])| {
        json!({
            "flow": flow,
            "needs_user_consent": consent,
            "refreshable": refreshable,
            "short_lived": short_lived,
            "user_scoped": user_scoped,
        })
    });
    assert_eq!(serde_json::from_str::<Value>(&ran.output).unwrap(), Value::from(rows.to_vec()));
}

#[test]
fn check_finds_nothing_wrong_with_the_bundled_specs() {
    let ran = run(&["check", providers().to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.output);
    assert!(ran.output.contains(" 0 errors, 0 warnings"), "{}", ran.output);
    let reason = "FS601 at `authorization_code`: Spotify documents this flow without PKCE";
    assert!(ran.output.contains(reason), "{}", ran.output);
}

#[test]
fn check_points_at_the_mistake() {
    let folder = folder("mistake", &[("wrong.toml", &wrong_flow())]);
    let path = folder.join("wrong.toml");
    for argument in [&path, &folder] {
        let ran = run(&["check", argument.to_str().unwrap()]);
        assert_eq!(ran.code, Some(1), "{}", ran.errors);
        assert_eq!(ran.errors, "");
        let line = wrong_flow().lines().position(|line| line.contains("= false")).unwrap() + 1;
        let place = format!("{}:{line}:22", path.display());
        assert!(ran.output.contains(&place), "{place} in\n{}", ran.output);
        let caret = "needs_user_consent = false\n   |                      ^^^^^ ";
        assert!(ran.output.contains(caret), "{}", ran.output);
        assert!(ran.output.contains("1 file, 1 error, 0 warnings, 0 notes"), "{}", ran.output);
    }
}

#[test]
fn check_reports_a_file_that_is_no_toml() {
    let folder = folder("broken", &[("broken.toml", "[flow\n")]);
    let ran = run(&["check", folder.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.output.contains("broken.toml:1:"), "{}", ran.output);
}

#[test]
fn check_of_a_path_that_is_not_there_was_called_wrongly() {
    let ran = run(&["check", "no/such/flow.toml"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.output, "");
    assert_eq!(ran.errors, "error: there is no file or folder `no/such/flow.toml`\n");
}

#[test]
fn check_of_a_folder_without_specs_was_called_wrongly() {
    let folder = folder("empty", &[("notes.txt", "nothing")]);
    let ran = run(&["check", folder.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("there is no spec file in"), "{}", ran.errors);
}

#[test]
fn explain_prints_a_rule_with_its_reason_and_its_example() {
    for id in ["FS605", "fs605"] {
        let ran = run(&["explain", id]);
        assert_eq!(ran.code, Some(0), "{}", ran.errors);
        assert!(ran.output.starts_with("## FS605: "), "{}", ran.output);
        for text in [
            "It can't be waived. RFC 6749 section 10.12",
            "Wrong, in `grants/",
            "Right:",
            "expect =",
        ] {
            assert!(ran.output.contains(text), "{text} in\n{}", ran.output);
        }
    }
}

#[test]
fn explain_prints_the_rule_book() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/RULES.md");
    let ran = run(&["explain", "--all"]);
    assert_eq!(ran.code, Some(0), "{}", ran.errors);
    assert_eq!(ran.output, fs::read_to_string(book).unwrap());
}

#[test]
fn explain_says_why_a_mistake_has_no_rule_and_which_rule_may_be_meant() {
    let ran = run(&["explain", "FS511"]);
    assert_eq!(ran.code, Some(0), "{}", ran.errors);
    assert!(ran.output.contains("DPoP has no words"), "{}", ran.output);
    let ran = run(&["explain", "FS6050"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.errors, "error: there is no rule `FS6050`; did you mean `FS605`?\n");
    assert_eq!(run(&["explain"]).code, Some(2));
}

#[test]
fn a_word_that_the_program_does_not_know_is_answered_with_those_it_knows() {
    let ran = run(&["table", "--format", "xml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("text, markdown, json"), "{}", ran.errors);
    assert_eq!(run(&["tabel"]).code, Some(2));
    assert_eq!(run(&[]).code, Some(2));
}

#[test]
fn a_reader_who_stops_early_is_no_mistake() {
    for arguments in [&["demo"] as &[&str], &["table"], &["check", providers().to_str().unwrap()]] {
        let mut child = program();
        let child = child.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stderr, b"");
    }
}

#[test]
fn advise_says_which_flows_serve_and_what_they_must_ask_for() {
    let ran = run(&["advise", "get-an-album", "get_current_users_profile", "create_playlist"]);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    for line in [
        "get_album (GET /v1/albums/{id})",
        "  anybody may call it, the app with its own token too",
        "  it is about a user: the app's own token is refused",
        "  says more with `user_read_email`: E-mail address.",
        "  needs `playlist_modify_public` or `playlist_modify_private`: The one of the playlists that \
         are written.",
        "  authorization_code_pkce  yes",
        "  client_credentials       no: it acts for no user, as `get_current_users_profile`, \
         `create_playlist` must",
        "  #[spotify_flow(authorization_code_pkce, calls(get_album, get_current_users_profile, \
         create_playlist), scopes(playlist_modify_public | playlist_modify_private))]",
    ] {
        assert!(ran.output.lines().any(|it| it == line), "no line `{line}` in:\n{}", ran.output);
    }
}

#[test]
fn advise_prefers_the_flow_without_a_user() {
    let ran = run(&["advise", "get_album"]);
    assert!(ran.output.contains("#[spotify_flow(client_credentials, calls(get_album))]"));
}

#[test]
fn advise_names_the_nearest_operation() {
    let ran = run(&["advise", "get_albun"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.errors.contains("no operation `get_albun`; did you mean `get_album`?"));
}
