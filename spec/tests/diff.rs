//! Every kind of edit, and what is said of it to developers.

#![allow(clippy::unwrap_used, clippy::panic)] // the helpers of a test may fail as the test does

use std::io;
use std::path::{Path, PathBuf};

use spotify_flow_spec::diff::{Change, Weight, compare, read};
use spotify_flow_spec::{Files, bundled};

/// The files of this package, one of them edited.
struct Edited {
    path: PathBuf,
    text: String,
}

impl Files for Edited {
    fn read(&self, path: &Path) -> io::Result<String> {
        let edited = path == self.path;
        if edited { Ok(self.text.clone()) } else { std::fs::read_to_string(path) }
    }
}

const PKCE: &str = "providers/spotify/authorization_code_pkce.toml";
const SERVICE: &str = "providers/spotify/client_credentials.toml";
const GRANT: &str = "grants/authorization_code_pkce.toml";
const PROVIDER: &str = "providers/spotify/provider.toml";
const API: &str = "providers/spotify/api.toml";

/// What is said of a file in which `find` was written as `replace`, a line each, and the version.
fn said(file: &str, find: &str, replace: &str) -> (Vec<String>, Option<&'static str>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(find), "{file} has no `{find}`");
    let old = read(&path, &spotify_flow_spec::Disk).unwrap();
    let edited = Edited { text: text.replacen(find, replace, 1), path: path.clone() };
    let new = read(&path, &edited).unwrap_or_else(|report| panic!("{find}: {report}"));
    let changes = compare(&old, &new).unwrap();
    let lines = changes.sorted().into_iter();
    let weight = |it: &Change| match it.security {
        true => format!("{}, security", it.weight.as_str()),
        false => it.weight.as_str().to_owned(),
    };
    let lines = lines.map(|it| format!("{}: {}", it.what, weight(it))).collect();
    (lines, changes.verdict().map(Weight::version))
}

/// An edit, and all that is said of it.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

fn check(cases: &[Case]) {
    for (file, find, replace, expected) in cases {
        let (lines, verdict) = said(file, find, replace);
        assert_eq!(&lines, expected, "{find} -> {replace}");
        let weighs = |word: &str| expected.iter().any(|line| line.contains(&format!(": {word}")));
        let heaviest = match (weighs("breaking"), weighs("compatible")) {
            (true, _) => Some("major"),
            (false, true) => Some("minor"),
            (false, false) => (!expected.is_empty()).then_some("patch"),
        };
        assert_eq!(verdict, heaviest, "{find} -> {replace}");
    }
}

#[test]
fn a_comment_changes_nothing() {
    check(&[(PKCE, "[client]", "# How the client authenticates.\n[client]", &[])]);
}

#[test]
fn properties_and_fields_decide_what_compiles() {
    check(&[
        (
            PKCE,
            "refreshable        = true\nshort_lived        = false",
            "refreshable = false\nshort_lived = true",
            &[
                "`Session<Mixtape>::refresh` is gone: breaking",
                "`Mixtape` is `ShortLived`: its end is `ConsentRequired`: breaking",
            ],
        ),
        (
            PKCE,
            "user_scoped        = true",
            "user_scoped = false",
            &["calls for a user are refused: the token acts for none: breaking"],
        ),
        (
            PKCE,
            "\"none\"",
            "\"body\"",
            &["the field `client_secret: ClientSecret` appears: breaking"],
        ),
        (
            SERVICE,
            "\"basic\"",
            "\"body\"",
            &["the client authenticates by `body`, no longer by `basic`: compatible"],
        ),
        (
            SERVICE,
            "\"https://accounts.spotify.com/api/token\"",
            "\"https://{tenant}.spotify.com/token\"\n[variables]\ntenant = { type = \"label\" }",
            &[
                "another host `{tenant}.spotify.com` gets the client secret: compatible, security",
                "the field `tenant: Label` appears: breaking",
                "the endpoint `token` is `https://{tenant}.spotify.com/token`, no longer `https://accounts.spotify.com/api/token`: compatible",
            ],
        ),
    ]);
}

#[test]
fn names_options_and_words_of_a_flow() {
    check(&[
        (
            PKCE,
            "name     = \"authorization_code_pkce\"",
            "name = \"pkce\"",
            &["the flow `authorization_code_pkce` is called `pkce`: breaking"],
        ),
        (
            PKCE,
            "title    = \"A",
            "title = \"An a",
            &["the docs of the flow say something else: unnoticed"],
        ),
        (
            PKCE,
            "grant    = ",
            "deprecated = { since = \"2026-01-01\", note = \"It ended.\" }\ngrant = ",
            &["the annotation warns: deprecated since 2026-01-01, It ended: compatible"],
        ),
        (
            PKCE,
            "show_dialog = { type = \"bool\"",
            "show_dialog = { type = \"string\"",
            &[
                "the option `Attempt<state::Ready>::show_dialog(bool)` is `Attempt<state::Ready>::show_dialog(string)`: breaking",
            ],
        ),
        (
            PKCE,
            "[options]",
            "[options]\nlocale = { type = \"string\", in = \"authorize.query\" }",
            &["the option `Attempt<state::Ready>::locale(string)` is new: compatible"],
        ),
        (
            PKCE,
            "Ask again",
            "Ask once more",
            &["the docs of the option `show_dialog` say something else: unnoticed"],
        ),
        (
            PKCE,
            "[options]",
            "[transitions.exchange.post.form]\naudience = \"x\"\n[options]",
            &["`exchange` sends `audience`: compatible"],
        ),
        (
            PKCE,
            "[options]",
            "[renew.post.form]\naudience = \"x\"\n[options]",
            &["a renewal sends `audience`: compatible"],
        ),
        (
            PKCE,
            "[options]",
            "[transitions.authorize.redirect.query]\nscope = \"streaming {scope?}\"\n[options]",
            &[
                "`authorize` sends `scope` as `streaming {scope?}`, no longer `{scope?}`: compatible",
            ],
        ),
    ]);
}

#[test]
fn states_and_steps_of_a_grant() {
    check(&[
        (
            GRANT,
            "name    = \"authorization_code_pkce\"",
            "name = \"pkce\"",
            &["the grant `authorization_code_pkce` is called `pkce`: breaking"],
        ),
        (
            GRANT,
            "[transitions.receive]",
            "[transitions.take]",
            &[
                "the step `Attempt<state::AwaitingConsent>::receive(callback) -> Attempt<state::CodeReceived>` is gone: breaking",
                "the step `Attempt<state::AwaitingConsent>::take(callback) -> Attempt<state::CodeReceived>` is new: compatible",
            ],
        ),
        (
            GRANT,
            "Nothing has been",
            "Nothing was",
            &["the docs of the state `Ready` say something else: unnoticed"],
        ),
        (
            GRANT,
            "state = \"{state}\", code",
            "state = \"{state}\", prompt = \"login\", code",
            &["`authorize` sends `prompt`: compatible"],
        ),
        (
            GRANT,
            "\n[renew.post]\nendpoint = \"token\"\nform  = { grant_type = \"refresh_token\", refresh_token = \"{refresh_token}\" }\ntoken = true\n",
            "\n",
            &["the renewal is gone: no flow of this grant is refreshable: breaking"],
        ),
        (
            "grants/client_credentials.toml",
            "[transitions.request.post]",
            "[renew.post]\nendpoint = \"token\"\nform = { grant_type = \"refresh_token\", refresh_token = \"{refresh_token}\" }\ntoken = true\n[transitions.request.post]",
            &["there is a renewal: flows of this grant may be refreshable: compatible"],
        ),
        (
            GRANT,
            "state = \"random\", code_verifier = \"pkce_verifier\" }",
            "state = \"random\", nonce = \"random\", code_verifier = \"pkce_verifier\" }",
            &[],
        ),
    ]);
}

#[test]
fn facts_and_scopes_of_a_provider() {
    check(&[
        (
            PROVIDER,
            "env   = \"SPOTIFY\"",
            "env = \"SP\"",
            &["`from_env` reads `SP_...`, no longer `SPOTIFY_...`: breaking"],
        ),
        (
            PROVIDER,
            ", \"private_scheme\"",
            "",
            &["a redirect URI of the kind `private_scheme` is refused: breaking"],
        ),
        (
            PROVIDER,
            "\"https\", ",
            "\"https\", \"localhost\", ",
            &["a redirect URI of the kind `localhost` will do: compatible"],
        ),
        (
            PROVIDER,
            "\"https://api.spotify.com\"",
            "\"https://api.spotify.com\", \"https://api-partner.spotify.com\"",
            &["a token may be sent to `https://api-partner.spotify.com`: compatible, security"],
        ),
        (
            PROVIDER,
            "api   = { origins = [\"https://api.spotify.com\"] }",
            "",
            &["a token is no longer sent to `https://api.spotify.com`: breaking"],
        ),
        (
            PROVIDER,
            "title = \"Spotify\"",
            "title = \"Spotify\"\nissuer = \"https://accounts.spotify.com\"",
            &[
                "a callback must name the issuer `https://accounts.spotify.com`: of a server that names none, or another, every login fails: breaking",
            ],
        ),
        (
            PROVIDER,
            "months = 6",
            "months = 1, days = 2",
            &["a refresh token lives 1 month and 2 days from the user's consent: compatible"],
        ),
        (
            PROVIDER,
            "rotation = \"optional\"",
            "rotation = \"always\"",
            &["a refresh brings a new refresh token: always: compatible"],
        ),
        (
            PROVIDER,
            "issued   = \"always\"",
            "issued = { scope = \"streaming\" }",
            &["refresh tokens are issued with the scope `streaming`: compatible"],
        ),
        (
            PROVIDER,
            "[scopes.list]",
            "[scopes.list]\nfly = { value = \"fly\" }",
            &["the scope `fly` is new: compatible"],
        ),
        (
            PROVIDER,
            "\"app-remote-control\"",
            "\"app-remote\"",
            &[
                "the scope `app_remote_control` is sent as `app-remote`, no longer `app-remote-control`: what users agreed to is another: breaking",
            ],
        ),
        (
            PROVIDER,
            "app_remote_control          = ",
            "remote = ",
            &[
                "the scope `app_remote_control` is gone: breaking",
                "the scope `remote` is new: compatible",
            ],
        ),
        (
            PROVIDER,
            "\"playlist_modify_public\", \"playlist_modify_private\"]",
            "\"playlist_modify_public\", \"streaming\"]",
            &[
                "`playlist_modify_private` is no longer enough for `playlist_modify_public_or_private`: breaking",
                "`streaming` is enough for `playlist_modify_public_or_private`: compatible",
            ],
        ),
    ]);
}

/// What is said of an edit of the first operation.
const ALBUM: &str =
    "get       = \"/albums/{id}\"\nquery     = { market = \"string?\" }\napp_token = \"works\"";

#[test]
fn limits_of_an_api_and_what_its_refusals_mean() {
    check(&[
        (
            PROVIDER,
            "[scopes]",
            "[limits]\nby = \"user\"\nreset = \"X-Reset\"\n[scopes]",
            &[
                "the API counts the calls of each user: compatible",
                "the header `x-reset` says when a limit ends: compatible",
            ],
        ),
        (
            PROVIDER,
            "\"401 Permissions missing\", \"403 Insufficient client scope\"]",
            "\"401 Permissions missing\"]\nended = [\"403\"]",
            &[
                "the answer `403 Insufficient client scope` no longer means `scope`: compatible",
                "the answer `403` means `ended`: compatible",
            ],
        ),
    ]);
}

#[test]
fn operations_of_an_api_and_who_may_call_them() {
    check(&[
        (
            API,
            "[operations.get_albums_tracks]",
            "[operations.x]",
            &["the call `GetAlbumsTracks` is gone: breaking", "the call `X` is new: compatible"],
        ),
        (
            API,
            ALBUM,
            "get = \"/albums/{id}\"\nquery = { market = \"string?\" }\napp_token = \"no\"\nscopes = [\"streaming\"]",
            &[
                "`GetAlbum` is for users: an app's own session may not call it: breaking",
                "`GetAlbum` needs `streaming`: breaking",
            ],
        ),
        (
            API,
            ALBUM,
            "get = \"/album/{album}\"\nquery = { market = \"string?\" }\napp_token = \"works\"",
            &["`GetAlbum` sends `GET /album/{}`, no longer `GET /albums/{}`: compatible"],
        ),
        (
            API,
            ALBUM,
            "get = \"/albums/{id}\"\nquery = { market = \"string\" }\napp_token = \"works\"",
            &[
                "`GetAlbum::new(id: string)` is `new(id: string, market: string)`: breaking",
                "`GetAlbum::market` is gone: breaking",
                "`GetAlbum` sends `market` in the query: compatible",
            ],
        ),
        (
            API,
            ALBUM,
            "get = \"/albums/{id}\"\nquery = { market = \"integer?\", limit = \"integer?\" }\napp_token = \"works\"",
            &[
                "`GetAlbum::market` takes `integer`, no longer `string`: breaking",
                "`GetAlbum::limit` is new: compatible",
            ],
        ),
        (
            API,
            ALBUM,
            "get = \"/albums/{id}\"\nquery = { market = \"string?\" }\napp_token = \"doubtful\"\npage = \"tracks\"",
            &[
                "`GetAlbum` has `items` and `pages`: compatible",
                "the docs say that an app's own token may not work for `GetAlbum`: unnoticed",
            ],
        ),
        (
            API,
            "scopes    = [\"playlist_modify_public_or_private\"]",
            "scopes = [\"playlist_modify_public\"]",
            &["`ChangePlaylistDetails` needs `playlist_modify_public`: breaking"],
        ),
        (
            API,
            "base     = \"/v1\"",
            "base = \"/v2\"",
            &["paths begin with `/v2`, no longer with `/v1`: compatible"],
        ),
        (
            API,
            "title     = \"Get Album\"",
            "title = \"Get one\"",
            &["the docs of `GetAlbum` say something else: unnoticed"],
        ),
    ]);
}

#[test]
fn files_of_different_kinds_are_not_compared() {
    let of = |file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        read(&path, &spotify_flow_spec::Disk).unwrap()
    };
    assert!(compare(&of(PKCE), &of(GRANT)).is_none());
    assert!(compare(&of(PROVIDER), &of(API)).is_none());
}

#[test]
fn every_bundled_file_is_the_same_as_itself() {
    let flows = bundled::names().map(|(of, name)| format!("providers/{of}/{name}.toml"));
    let grants = bundled::grant_names().map(|name| format!("grants/{name}.toml"));
    for file in flows.chain(grants).chain([PROVIDER.to_owned(), API.to_owned()]) {
        assert_eq!(said(&file, "format = 1", "format = 1"), (Vec::new(), None), "{file}");
    }
}
