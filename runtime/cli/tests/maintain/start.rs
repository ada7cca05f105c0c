//! `new`: a file to start from.

use std::fs;

use spotify_flow_spec::bundled;

use crate::program::{folder, golden, printed, run};

#[test]
fn a_new_file_is_right_as_it_stands_for_each_grant() {
    let folder = folder("new", &[]);
    for grant in bundled::grant_names() {
        let file = format!("{grant}.toml");
        printed(&folder, &["new", "acme", "--grant", grant, "--out", &file]);
        let found = printed(&folder, &["check", "--format", "lines", &file]);
        // What a grant of yesterday must waive it waives, and nothing else is said.
        assert!(found.lines().all(|line| line.contains(": waived[FS601]: ")), "{found}");
        let drawn = printed(&folder, &["graph", &file]);
        assert!(drawn.starts_with("acme/acme: Acme\n"), "{drawn}");
    }
}

/// A line that begins with `#` and no space is an example; `#:` is for editors.
fn with_examples(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(example) if !example.is_empty() && !example.starts_with([' ', ':']) => {
            format!("{example}\n")
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

#[test]
fn the_examples_in_a_new_file_are_right_too() {
    let folder = folder("examples", &[]);
    for grant in bundled::grant_names() {
        let text = printed(&folder, &["new", "acme", "--grant", grant, "--out", "-"]);
        let text = with_examples(&text);
        let file = format!("{grant}.toml");
        fs::write(folder.join(&file), &text).unwrap();
        let found = printed(&folder, &["check", "--format", "lines", &file]);
        // No endpoint is at the domain of the example.
        let fits = |line: &str| {
            line.contains(": waived[FS601]: ")
                || line.ends_with("warning[FS110]: no endpoint is at `example.net`")
        };
        assert!(found.lines().all(fits), "{found}\n{text}");
        for example in ["[variables]", "[options]", "[operations.get_thing]"] {
            assert!(text.contains(&format!("\n{example}\n")), "{text}");
        }
    }
}

#[test]
fn a_new_file_explains_itself() {
    let folder = folder("commented", &[]);
    let said = printed(&folder, &["new", "acme"]);
    assert_eq!(
        said,
        "wrote acme.toml; `spotify-flow check acme.toml` says what is wrong with it\n"
    );
    golden("new.toml", &fs::read_to_string(folder.join("acme.toml")).unwrap());
}

#[test]
fn what_is_there_is_not_overwritten() {
    let folder = folder("there", &[("acme.toml", "mine\n")]);
    let ran = run(&folder, &["new", "acme"]);
    assert_eq!((ran.code, ran.output.as_str()), (Some(2), ""));
    assert!(ran.errors.contains("`acme.toml` is there already, and is not overwritten"));
    assert_eq!(fs::read_to_string(folder.join("acme.toml")).unwrap(), "mine\n");
}

#[test]
fn a_name_that_can_not_be_is_answered_with_what_can() {
    let folder = folder("names", &[]);
    for (name, message) in [
        ("Acme", "`Acme` is no name in snake_case; names become Rust"),
        ("acme music", "`acme music` is no name in snake_case"),
        ("", "`` is no name in snake_case"),
        ("match", "`match` is a keyword of Rust, and names become Rust; write `match_`"),
        ("a\"b", "is no name in snake_case"),
    ] {
        let ran = run(&folder, &["new", name]);
        assert_eq!((ran.code, ran.output.as_str()), (Some(2), ""), "{name}");
        assert!(ran.errors.contains(message), "{}", ran.errors);
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn a_grant_that_is_not_there_is_answered_with_the_nearest() {
    let folder = folder("grants", &[]);
    let ran = run(&folder, &["new", "acme", "--grant", "authorization_code_pcke"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("did you mean `authorization_code_pkce`?"), "{}", ran.errors);
}

#[test]
fn a_folder_that_is_not_there_is_said_to_be_so() {
    let folder = folder("nowhere", &[]);
    let ran = run(&folder, &["new", "acme", "--out", "no/such/acme.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("`no/such/acme.toml` can't be written"), "{}", ran.errors);
}
