//! A hundred edits, each with the version that it makes, and whether somebody is less safe for it;
//! `refused` where there is nothing to compare.

#![allow(clippy::unwrap_used, clippy::print_stderr)] // the helpers of a test may fail as the test does

mod edited;

use std::path::Path;

use edited::Edited;
use spotify_flow_spec::diff::{Weight, compare, read};

/// An edit: the file, what is written where, the version, and whether it is one of security.
type Edit = (&'static str, &'static str, &'static str, &'static str, Safety);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Safety {
    Same,
    Less,
}

use Safety::{Less, Same};

const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";
const CODE: &str = "providers/spotify/authorization_code.toml";
const SERVICE: &str = "providers/spotify/client_credentials.toml";
const IMPLICIT: &str = "providers/spotify/implicit_grant.toml";
const PROVIDER: &str = "providers/spotify/provider.toml";
const API: &str = "providers/spotify/api.toml";
const GRANT: &str = "grants/authorization_code_pkce.toml";
const PLAIN: &str = "grants/authorization_code.toml";
const DIRECTORY: &str = "providers/microsoft/authorization_code_pkce.toml";
const SALES: &str = "providers/salesforce/provider.toml";
const SLACK: &str = "providers/slack/provider.toml";
const SLACK_USER: &str = "providers/slack/authorization_code_user.toml";

const TOKEN: &str = "token     = \"https://accounts.spotify.com/api/token\"";
const AUTHORIZE: &str = "authorize = \"https://accounts.spotify.com/authorize\"";

/// What a flow is.
const FLOWS: &[Edit] = &[
    (PKCE, "format = 1", "format = 1 # the first", "none", Same),
    (PKCE, "title    = \"Authorization", "title = \"The authorization", "patch", Same),
    (
        PKCE,
        "grant    = \"authorization_code_pkce\"",
        "grant = \"authorization_code\"",
        "refused",
        Same,
    ),
    (PKCE, "The user logs in", "Somebody logs in", "patch", Same),
    (PKCE, "name     = \"authorization_code_pkce\"", "name = \"pkce\"", "major", Same),
    (
        PKCE,
        "grant    = ",
        "deprecated = { since = \"2026-01-01\", note = \"x\" }\ngrant = ",
        "minor",
        Same,
    ),
    (IMPLICIT, "Spotify ended", "It is over: Spotify ended", "patch", Same),
    (IMPLICIT, "use = \"authorization_code_pkce\"", "use = \"authorization_code\"", "patch", Same),
    (
        PKCE,
        "refreshable        = true\nshort_lived        = false",
        "refreshable = false\nshort_lived = true",
        "major",
        Same,
    ),
    (PKCE, "user_scoped        = true", "user_scoped = false", "major", Same),
    (PKCE, "\"none\"", "\"basic\"", "major", Same),
    (PKCE, "\"none\"", "\"body\"", "major", Same),
    (CODE, "\"basic\"", "\"basic_raw\"", "minor", Same),
    (
        SERVICE,
        "\"basic\"",
        "\"body\"\n[allow]\nFS626 = { at = \"body\", because = \"x\" }\n[options]\nx = { type = \"bool\", in = \"request.form\" }",
        "minor",
        Less,
    ),
    (CODE, "\"authorization_code\"\n\n[p", "\"authorization_code_pkce\"\n\n[p", "minor", Same),
    (CODE, "show_dialog = {", "show_dialog = { ", "none", Same),
    (CODE, "type = \"bool\"", "type = \"string\"", "major", Same),
    (CODE, "show_dialog =", "dialog =", "major", Same),
    (CODE, "[allow]", "[allow]\nFS614 = { at = \"nothing\", because = \"x\" }", "patch", Less),
    (CODE, "because = \"Spotify", "because = \"It is so: Spotify", "none", Same),
    (
        CODE,
        "show_dialog = { type = \"bool\", in = \"authorize.query\", summary = \"Ask again although the user has agreed before.\" }",
        "",
        "major",
        Same,
    ),
    (
        PKCE,
        "[options]",
        "[options]\nprompt = { type = \"string\", in = \"authorize.query\" }",
        "minor",
        Same,
    ),
    (PKCE, "Ask again although", "Ask once more although", "patch", Same),
];

/// What is sent, and where it goes.
const WAYS: &[Edit] = &[
    (PKCE, TOKEN, "token = \"https://accounts.spotify.com/api/v2/token\"", "minor", Same),
    (PKCE, AUTHORIZE, "authorize = \"https://accounts.spotify.com/login\"", "minor", Same),
    (PKCE, "accounts.spotify.com/api/token\"", "elsewhere.spotify.com/api/token\"", "minor", Less),
    (
        PKCE,
        "authorize = \"https://accounts.spotify.com/authorize\"\ntoken     = \"https://accounts.spotify.com/api/token\"",
        "authorize = \"https://elsewhere.spotify.com/authorize\"\ntoken = \"https://accounts.spotify.com/api/token\"",
        "minor",
        Less,
    ),
    (
        SERVICE,
        "https://accounts.spotify.com/api/token",
        "https://tokens.spotify.com/api/token",
        "minor",
        Less,
    ),
    (
        SERVICE,
        "https://accounts.spotify.com/api/token",
        "http://accounts.spotify.com/api/token",
        "refused",
        Same,
    ),
    (
        PKCE,
        "[client]",
        "[transitions.authorize.redirect.query]\nprompt = \"login\"\n[client]",
        "minor",
        Same,
    ),
    (
        PKCE,
        "[client]",
        "[transitions.exchange.post.form]\naudience = \"x\"\n[client]",
        "minor",
        Same,
    ),
    (
        PKCE,
        "[client]",
        "[transitions.exchange.post]\ntoken_in = \"authed_user\"\n[client]",
        "minor",
        Same,
    ),
    (SLACK_USER, "[transitions.exchange.post]\ntoken_in = \"authed_user\"", "", "minor", Same),
    (PKCE, "[client]", "[renew.post.form]\nscope = \"{scope?}\"\n[client]", "minor", Same),
    (SLACK_USER, "user_scope =", "user_scopes =", "minor", Same),
    (DIRECTORY, "default = \"common\", ", "", "major", Same),
    (DIRECTORY, "default = \"common\"", "default = \"evil\"", "minor", Less),
    (
        DIRECTORY,
        "tenant = { type = \"label\", default = \"common\", summary = \"The directory: its id, ",
        "tenant = { type = \"label\", default = \"common\", summary = \"The ",
        "none",
        Same,
    ),
    (DIRECTORY, "prompt      = {", "prompts = {", "major", Same),
    (
        SERVICE,
        "https://accounts.spotify.com/api/token\"",
        "https://{part}.spotify.com/api/token\"\n[variables]\npart = { type = \"label\", default = \"accounts\" }",
        "minor",
        Less,
    ),
    (
        SERVICE,
        "https://accounts.spotify.com/api/token\"",
        "https://accounts.spotify.com/{part}/token\"\n[variables]\npart = { type = \"label\", default = \"api\" }",
        "minor",
        Same,
    ),
    (
        SERVICE,
        "https://accounts.spotify.com/api/token\"",
        "https://accounts.spotify.com/{part}/token\"\n[variables]\npart = { type = \"label\" }",
        "major",
        Same,
    ),
    (
        CODE,
        "[client]",
        "[transitions.authorize.redirect.query]\nhint = \"{client_secret}\"\n[client]",
        "refused",
        Same,
    ),
    (
        CODE,
        "[client]",
        "[transitions.authorize.redirect.query]\nstate = false\n[client]",
        "refused",
        Same,
    ),
];

/// A machine.
const MACHINES: &[Edit] = &[
    (GRANT, "name    = \"authorization_code_pkce\"", "name = \"pkce\"", "major", Same),
    (GRANT, "\"RFC 7636\", ", "", "patch", Same),
    (GRANT, "The token is there.", "There it is.", "patch", Same),
    (GRANT, "[transitions.receive]", "[transitions.take]", "major", Same),
    (
        GRANT,
        "state = \"{state}\", code",
        "state = \"{state}\", prompt = \"login\", code",
        "minor",
        Same,
    ),
    (
        GRANT,
        "bind = { code = \"code\" }",
        "bind = { code = \"code\", session_state = \"session_state\" }",
        "minor",
        Same,
    ),
    (GRANT, "expect = { state = \"{state}\" }, ", "", "refused", Same),
    (GRANT, ", state = \"{state}\", code", ", code", "refused", Same),
    (
        GRANT,
        ", code_challenge = \"{code_verifier|s256}\", code_challenge_method = \"S256\"",
        "",
        "refused",
        Same,
    ),
    (
        GRANT,
        "shows = [\"authorize_url\", \"state\"]",
        "shows = [\"authorize_url\", \"code_verifier\"]",
        "refused",
        Same,
    ),
    (
        GRANT,
        "refresh_token = \"{refresh_token}\" }",
        "refresh_token = \"{refresh_token}\", scope = \"{scope?}\" }",
        "minor",
        Same,
    ),
    (
        PLAIN,
        "mint = { state = \"random\"",
        "mint = { nonce = \"random\", state = \"random\"",
        "none",
        Same,
    ),
    (
        PLAIN,
        "state = \"{state}\" }\n",
        "state = \"{state}\", nonce = \"{state}\" }\n",
        "minor",
        Same,
    ),
    (PLAIN, "initial = \"ready\"", "initial = \"ready\" # here", "none", Same),
];

/// A provider.
const PROVIDERS: &[Edit] = &[
    (PROVIDER, "name  = \"spotify\"", "name = \"spotfy\"", "major", Same),
    (PROVIDER, "title = \"Spotify\"", "title = \"The Spotify\"", "patch", Same),
    (PROVIDER, "env   = \"SPOTIFY\"", "env = \"SP\"", "major", Same),
    (
        PROVIDER,
        "title = \"Spotify\"",
        "title = \"Spotify\"\nissuer = \"https://accounts.spotify.com\"",
        "major",
        Same,
    ),
    (
        PROVIDER,
        "\"https://api.spotify.com\"",
        "\"https://api.spotify.com\", \"https://b.spotify.com\"",
        "minor",
        Less,
    ),
    (
        PROVIDER,
        "\"https://api.spotify.com\"",
        "\"https://b.spotify.com\", \"https://api.spotify.com\"",
        "major",
        Less,
    ),
    (PROVIDER, "\"https://api.spotify.com\"", "\"https://b.spotify.com\"", "major", Less),
    (SALES, "from = \"instance_url\"", "from = \"instance\"", "major", Less),
    (SALES, "*.my.salesforce.com", "*.salesforce.com", "major", Less),
    (PROVIDER, ", \"private_scheme\"", "", "major", Same),
    (PROVIDER, "\"https\", ", "\"https\", \"localhost\", ", "minor", Same),
    (PROVIDER, "issued   = \"always\"", "issued = \"never\"", "minor", Same),
    (PROVIDER, "rotation = \"optional\"", "rotation = \"never\"", "minor", Same),
    (PROVIDER, "months = 6", "months = 3", "minor", Same),
    (PROVIDER, "lifetime = { months = 6, from = \"authorization\" }", "", "minor", Same),
    (PROVIDER, "from = \"authorization\"", "from = \"use\"", "minor", Same),
    (PROVIDER, "[scopes]", "[scopes]\nopen = true", "minor", Same),
    (SALES, "open   = true", "open = false", "major", Same),
    (PROVIDER, "[scopes]", "[scopes]\nseparator = \",\"", "minor", Same),
    (PROVIDER, "\"user-top-read\"", "\"user-top\"", "major", Same),
    (PROVIDER, "streaming                   = ", "stream = ", "major", Same),
    (PROVIDER, "[scopes.list]", "[scopes.list]\nfly = { value = \"fly\" }", "minor", Same),
    (PROVIDER, "Top artists and tracks.", "The top.", "patch", Same),
    (
        PROVIDER,
        "value = \"streaming\"",
        "value = \"streaming\", deprecated = { since = \"2026-01-01\", note = \"x\" }",
        "minor",
        Same,
    ),
    (
        PROVIDER,
        "\"playlist_modify_public\", \"playlist_modify_private\"]",
        "\"playlist_modify_public\", \"streaming\"]",
        "major",
        Same,
    ),
    (PROVIDER, "[scopes]", "[tokens]\nrequest = \"json\"\n[scopes]", "minor", Same),
    (
        PROVIDER,
        "[scopes]",
        "[tokens]\nerrors = { gone = \"invalid_grant\" }\n[scopes]",
        "minor",
        Same,
    ),
    (PROVIDER, "[scopes]", "[tokens]\nkinds = [\"bot\"]\n[scopes]", "minor", Same),
    (SLACK, "kinds  = [\"bot\", \"user\"]", "kinds = [\"bot\"]", "major", Same),
    (SLACK, "fatal_error           = \"server_error\"\n", "", "minor", Same),
    (SLACK, "= \"server_error\"", "= \"temporarily_unavailable\"", "minor", Same),
    (
        PROVIDER,
        "[scopes.list]",
        "[allow]\nFS611 = { at = \"nothing\", because = \"x\" }\n[scopes.list]",
        "patch",
        Less,
    ),
    (SALES, "FS611 = ", "FS602 = { at = \"nothing\", because = \"x\" }\nFS611 = ", "patch", Less),
    (SALES, "FS611 = { at = \"localhost\"", "FS611 = { at = \"allow\"", "patch", Less),
    (CODE, "at = \"authorization_code\"", "at = \"grant\"", "patch", Less),
    (SALES, "\"body\", \"none\"", "\"body\", \"basic\"", "patch", Same),
    (
        PROVIDER,
        "[scopes]",
        "[support]\nauthentication = [\"body\"]\nsource = \"https://a.example\"\n[scopes]",
        "patch",
        Less,
    ),
    (
        PROVIDER,
        "[scopes]",
        "[servers]\ndomains = [\"a.example\"]\nsource = \"https://a.example\"\n[scopes]",
        "patch",
        Less,
    ),
    (
        PROVIDER,
        "[scopes]",
        "[support]\npkce = \"public_clients\"\nsource = \"https://a.example\"\n[scopes]",
        "patch",
        Less,
    ),
    (
        PROVIDER,
        "[scopes]",
        "[limits]\nby = \"user\"\nsource = \"https://a.example\"\n[scopes]",
        "minor",
        Same,
    ),
];

const ALBUM: &str =
    "get       = \"/albums/{id}\"\nquery     = { market = \"string?\" }\napp_token = \"works\"";
const TRACKS: &str = "query     = { market = \"string?\", limit = \"integer?\", offset = \"integer?\" }\napp_token = \"works\"\npage      = \"\"\n\n[operations.get_artist]";
const IDS: &str = "query      = { ids = \"string[]\", market = \"string?\" }";

/// An API.
const APIS: &[Edit] = &[
    (API, "base     = \"/v1\"", "base = \"/v2\"", "minor", Same),
    (API, "[operations.get_albums_tracks]", "[operations.x]", "major", Same),
    (API, "title     = \"Get Album\"", "title = \"One\"", "patch", Same),
    (API, "get       = \"/albums/{id}\"\n", "get = \"/album/{id}\"\n", "minor", Same),
    (API, "get       = \"/albums/{id}\"\n", "get = \"/albums/{album}\"\n", "none", Same),
    (API, ALBUM, "get = \"/albums/{id}\"\napp_token = \"works\"", "major", Same),
    (
        API,
        ALBUM,
        "get = \"/albums/{id}\"\nquery = { market = \"string\" }\napp_token = \"works\"",
        "major",
        Same,
    ),
    (
        API,
        ALBUM,
        "get = \"/albums/{id}\"\nquery = { market = \"string?\" }\napp_token = \"no\"",
        "major",
        Same,
    ),
    (
        API,
        ALBUM,
        "get = \"/albums/{id}\"\nquery = { market = \"string?\" }\napp_token = \"doubtful\"",
        "patch",
        Same,
    ),
    (API, IDS, "query = { ids = \"string[]\", market = \"string\" }", "major", Same),
    (API, IDS, "query = { album_ids = \"string[]\", market = \"string?\" }", "minor", Same),
    (
        API,
        TRACKS,
        "query = { market = \"string?\", limit = \"integer?\", offset = \"integer?\" }\napp_token = \"works\"\n[operations.get_artist]",
        "major",
        Same,
    ),
    (
        API,
        TRACKS,
        "query = { offset = \"integer?\", limit = \"integer?\", market = \"string?\" }\napp_token = \"works\"\npage = \"\"\n[operations.get_artist]",
        "none",
        Same,
    ),
    (API, "use = \"get_album\"", "use = \"get_artist\"", "patch", Same),
];

/// The edit of a file that has two parameters in its path, and the edit of it.
#[test]
fn a_swap_of_what_is_required_breaks_what_compiles() {
    let shelf = "[operations.get_shelf]\nget = \"/{room}/{shelf}\"\napp_token = \"no\"\n\n[operations.get_album]";
    let other = shelf.replace("/{room}/{shelf}", "/{shelf}/{room}");
    assert_eq!(
        said(API, &[("[operations.get_album]", shelf)], &[("[operations.get_album]", &other)]),
        ("major", Same)
    );
    let days = "[operations.get_days]\nget = \"/days\"\nquery = { from = \"string\", to = \"string\" }\napp_token = \"no\"\n\n[operations.get_album]";
    let other =
        days.replace("from = \"string\", to = \"string\"", "to = \"string\", from = \"string\"");
    assert_eq!(
        said(API, &[("[operations.get_album]", days)], &[("[operations.get_album]", &other)]),
        ("major", Same)
    );
}

#[test]
fn pkce_that_is_gone_is_said_first() {
    let code = ("grant    = \"authorization_code_pkce\"", "grant = \"authorization_code\"");
    let waived = (
        "\"none\"",
        "\"basic\"\n[allow]\nFS601 = { at = \"authorization_code\", because = \"It is a test.\" }",
    );
    let (old, new) = (version(PKCE, &[]), version(PKCE, &[code, waived]));
    let read = |files| read(Path::new(PKCE), files).unwrap();
    let changes = compare(&read(&old), &read(&new)).unwrap();
    let said: Vec<&str> = changes.sorted().iter().map(|it| it.what.as_str()).collect();
    assert_eq!(said.first(), Some(&"PKCE is gone: whoever steals a code can spend it"));
    assert!(said.contains(&"the rule FS601 is waived at `authorization_code`"), "{said:?}");
    assert_eq!(changes.security(), 2, "{said:?}");
}

#[test]
fn a_variable_that_may_be_left_out_breaks_nobody_and_one_that_must_be_there_does() {
    let url = "https://accounts.spotify.com/api/token\"";
    let with = "https://accounts.spotify.com/{part}/token\"\n[variables]\n\
                part = { type = \"label\", default = \"api\" }";
    let without = with.replace(", default = \"api\"", "");
    assert_eq!(said(SERVICE, &[(url, &without)], &[(url, with)]), ("minor", Same));
    assert_eq!(said(SERVICE, &[(url, with)], &[(url, &without)]), ("major", Same));
}

/// The files of this package, one of them edited.
fn version(file: &str, edits: &[(&str, &str)]) -> Edited {
    let mut files = edited::bundled();
    for folder in ["providers/microsoft", "providers/salesforce", "providers/slack"] {
        files.extend(edited::folder(folder));
    }
    let text = files.get_mut(Path::new(file)).unwrap();
    for (find, replace) in edits {
        assert!(text.contains(find), "{file} has no `{find}`");
        *text = text.replacen(find, replace, 1);
    }
    Edited(files)
}

fn said(file: &str, old: &[(&str, &str)], new: &[(&str, &str)]) -> (&'static str, Safety) {
    let read = |edits| read(Path::new(file), &version(file, edits));
    let (old, new) = match (read(old), read(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(report), _) | (_, Err(report)) => {
            eprintln!("{report}");
            return ("refused", Same);
        }
    };
    let changes = compare(&old, &new).unwrap();
    let safety = if changes.security() > 0 { Less } else { Same };
    (changes.verdict().map_or("none", Weight::version), safety)
}

#[test]
fn every_edit_has_its_verdict() {
    let tables = [FLOWS, WAYS, MACHINES, PROVIDERS, APIS];
    assert!(tables.iter().map(|table| table.len()).sum::<usize>() >= 100);
    let mut wrong = Vec::new();
    for (file, find, replace, version, safety) in tables.into_iter().flatten() {
        let is = said(file, &[], &[(find, replace)]);
        if is != (*version, *safety) {
            wrong.push(format!("{file}: {find} -> {replace}: {is:?}, not {:?}", (version, safety)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
