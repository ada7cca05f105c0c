//! `diff`: what an edit changes for developers.

use std::fs;

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
