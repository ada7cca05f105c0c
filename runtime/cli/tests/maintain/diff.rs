//! `diff`: what an edit changes for developers.

use std::fs;

use serde_json::{Value, json};

use crate::program::{edited, folder, golden, printed, run, spec};

const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";

#[test]
fn an_edit_is_told_in_the_words_of_developers() {
    let text = edited(
        PKCE,
        &[
            ("refreshable        = true", "refreshable        = false"),
            ("short_lived        = false", "short_lived        = true"),
            ("authentication = \"none\"", "authentication = \"basic\""),
            ("The user logs in", "The user goes"),
            (
                "[options]",
                "[transitions.exchange.post.form]\naudience = \"https://api.spotify.com\"\n\n[options]",
            ),
        ],
    );
    let folder = folder("diff", &[("old.toml", &edited(PKCE, &[])), ("new.toml", &text)]);
    let said = printed(&folder, &["diff", "old.toml", "new.toml"]);
    golden("diff.txt", &said);
    assert_eq!(printed(&folder, &["diff", "spotify/authorization_code_pkce", "new.toml"]), said);
}

#[test]
fn a_provider_and_its_api_are_compared() {
    let api = edited(
        "providers/spotify/api.toml",
        &[
            (
                "query     = { market = \"string?\" }\napp_token = \"works\"",
                "query     = { market = \"string\" }\napp_token = \"no\"",
            ),
            ("[operations.get_albums_tracks]", "[operations.get_tracks_of_album]"),
        ],
    );
    let provider = edited(
        "providers/spotify/provider.toml",
        &[
            ("months = 6", "months = 12"),
            ("[scopes.list]", "[scopes.list]\nfly = { value = \"fly\", summary = \"Fly.\" }"),
        ],
    );
    let folder = folder("diff_api", &[("api.toml", &api), ("provider.toml", &provider)]);
    let old = fs::canonicalize(spec().join("providers/spotify/provider.toml")).unwrap();
    let said = printed(&folder, &["diff", old.to_str().unwrap(), "provider.toml"]);
    golden("diff_api.txt", &said);
}

#[test]
fn nothing_changed_says_so() {
    let folder = folder(
        "same",
        &[("new.toml", &edited(PKCE, &[("[client]", "# It is public.\n[client]")]))],
    );
    let said = printed(&folder, &["diff", "authorization_code_pkce", "new.toml"]);
    assert_eq!(said, "none: nothing changes for developers\n");
}

#[test]
fn what_can_not_be_compared_was_called_wrongly() {
    let ran = run(&spec(), &["diff", PKCE, "grants/implicit.toml"]);
    let message = "error: the one declares a flow, the other a grant: they can't be compared\n";
    assert_eq!((ran.code, ran.errors.as_str()), (Some(2), message));
    let ran = run(&spec(), &["diff", PKCE, "no/such/file.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("there is no file and no bundled flow"), "{}", ran.errors);
}

#[test]
fn a_file_with_a_mistake_in_it_is_reported() {
    let folder = folder("diff_wrong", &[("new.toml", &edited(PKCE, &[("= false", "= no")]))]);
    let ran = run(&folder, &["diff", "authorization_code_pkce", "new.toml"]);
    assert_eq!((ran.code, ran.output.as_str()), (Some(1), ""));
    assert!(ran.errors.contains("new.toml:"), "{}", ran.errors);
}

#[test]
fn a_gate_lets_so_much_pass_and_no_more() {
    let minor = edited(
        PKCE,
        &[("[options]", "[options]\nx = { type = \"bool\", in = \"authorize.query\" }")],
    );
    let waived = format!(
        "{}\n[allow]\nFS601 = {{ at = \"authorize\", because = \"x\" }}\n",
        edited(PKCE, &[])
    );
    let files =
        [("old.toml", &edited(PKCE, &[])), ("minor.toml", &minor), ("waived.toml", &waived)];
    let folder = folder("gate", &files.map(|(name, text)| (name, text.as_str())));
    let code = |new: &str, allow: &[&str]| {
        run(&folder, &[&["diff", "old.toml", new], allow].concat()).code
    };
    assert_eq!(code("minor.toml", &[]), Some(0));
    assert_eq!(code("minor.toml", &["--allow", "minor"]), Some(0));
    assert_eq!(code("minor.toml", &["--allow", "patch"]), Some(1));
    assert_eq!(code("waived.toml", &["--allow", "major"]), Some(1));
    assert_eq!(code("waived.toml", &["--allow", "major,security"]), Some(0));
}

#[test]
fn folders_are_compared_file_by_file() {
    let folder = folder("folders", &[]);
    for (side, name, text) in [
        ("old", "flow.toml", edited(PKCE, &[])),
        ("old", "gone.toml", edited("providers/spotify/client_credentials.toml", &[])),
        ("new", "flow.toml", edited(PKCE, &[("The user logs", "The user goes")])),
        ("new", "added.toml", edited("providers/spotify/authorization_code.toml", &[])),
    ] {
        fs::create_dir_all(folder.join(side)).unwrap();
        fs::write(folder.join(side).join(name), text).unwrap();
    }
    golden("diff_folders.txt", &printed(&folder, &["diff", "old", "new"]));
    let json = printed(&folder, &["diff", "old", "new", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["version"], &json["verdict"]), (&json!(1), &json!("major")));
    assert_eq!(json["counts"], json!({ "major": 1, "minor": 1, "patch": 2, "security": 1 }));
    assert_eq!(json["changes"][0]["file"], "added.toml");
}

#[test]
fn files_are_compared_with_what_they_were_at_a_revision() {
    let folder = folder("git", &[]);
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
        let mut git = std::process::Command::new("git");
        let done = git.args(identity).args(arguments).current_dir(&folder).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    fs::create_dir_all(folder.join("flows")).unwrap();
    fs::write(folder.join("flows/provider.toml"), edited("providers/spotify/provider.toml", &[]))
        .unwrap();
    fs::write(folder.join("flows/flow.toml"), edited(PKCE, &[])).unwrap();
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "It begins"]);
    assert_eq!(
        printed(&folder, &["diff", "--git", "HEAD"]),
        "none: nothing changes for developers\n"
    );
    let wider = edited(
        "providers/spotify/provider.toml",
        &[(
            "\"https://api.spotify.com\"",
            "\"https://api.spotify.com\", \"https://b.spotify.com\"",
        )],
    );
    fs::write(folder.join("flows/provider.toml"), wider).unwrap();
    let said = printed(&folder, &["diff", "--git", "HEAD", "flows"]);
    let line = "a token may be sent to `https://b.spotify.com`: compatible, security";
    // The flow's provider is the one that stands beside it, then and now.
    assert_eq!(said.matches(line).count(), 2, "{said}");
    assert!(said.contains("flows/flow.toml\n"), "{said}");
    let inside = printed(&folder.join("flows"), &["diff", "--git", "HEAD", "flow.toml"]);
    assert_eq!(inside.matches(line).count(), 1, "{inside}");
    assert_eq!(run(&folder, &["diff", "--git", "no-such-thing"]).code, Some(2));
}
