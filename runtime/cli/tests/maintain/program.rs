//! The built program, in a folder whose files it names by short paths.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut program = Command::new(env!("CARGO_BIN_EXE_spotify-flow"));
    let output = program.args(arguments).current_dir(folder).output().unwrap();
    Ran {
        code: output.status.code(),
        output: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with an input.
pub(crate) fn fed(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut program = Command::new(env!("CARGO_BIN_EXE_spotify-flow"));
    let program = program.args(arguments).current_dir(folder).stdin(Stdio::piped());
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        output: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What the program prints when all is well.
pub(crate) fn printed(folder: &Path, arguments: &[&str]) -> String {
    let ran = run(folder, arguments);
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""), "{}", ran.output);
    ran.output
}

/// The package with the bundled files.
pub(crate) fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec")
}

/// A folder of a test's own, with files in it.
pub(crate) fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("maintain").join(name);
    fs::remove_dir_all(&folder).ok();
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// A bundled file, with one edit after the other.
pub(crate) fn edited(file: &str, edits: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string(spec().join(file)).unwrap();
    for (find, replace) in edits {
        assert!(text.contains(find), "{file} has no `{find}`");
        text = text.replacen(find, replace, 1);
    }
    text
}

/// Compares an output with what was reviewed.
pub(crate) fn golden(name: &str, output: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/maintain/golden");
    let path = folder.join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(folder).unwrap();
        fs::write(&path, output).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(output, expected, "`{name}` is another: UPDATE_GOLDEN=1 writes it anew");
}

/// A flow of one's own whose machine leads to a token through the user, and around.
pub(crate) const TWO_WAYS: &str = r#"format = 1

[flow]
name  = "two_ways"
title = "Two ways"
grant = "two_ways"

[properties]
needs_user_consent = true
refreshable        = false
short_lived        = true
user_scoped        = true

[endpoints]
authorize = "https://accounts.example.com/authorize"
token     = "https://accounts.example.com/token"

[client]
authentication = "basic"

[provider]
name = "example"

[grant]
name    = "two_ways"
initial = "ready"

[states]
ready            = { summary = "Nothing has been asked for yet." }
awaiting_consent = { summary = "The user is at the server.", shows = ["authorize_url"] }
trusted          = { summary = "The server knows the app." }
authorized       = { summary = "The token is there.", final = true }

[transitions.authorize]
from = "ready"
to   = "awaiting_consent"
mint = { state = "random", code_verifier = "pkce_verifier" }

[transitions.authorize.redirect]
endpoint = "authorize"
query = { response_type = "code", client_id = "{client_id}", redirect_uri = "{redirect_uri}", scope = "{scope?}", state = "{state}", code_challenge = "{code_verifier|s256}", code_challenge_method = "S256" }

[transitions.introduce]
from = "ready"
to   = "trusted"

[transitions.introduce.post]
endpoint = "token"
form = { grant_type = "client_credentials" }
bind = { ticket = { from = "ticket", class = "one_time" } }

[transitions.receive]
from = "awaiting_consent"
to   = "authorized"
callback = { in = "query", expect = { state = "{state}" }, bind = { code = "code" }, token = true }

[transitions.redeem]
from = "trusted"
to   = "authorized"

[transitions.redeem.post]
endpoint = "token"
form  = { grant_type = "client_credentials", ticket = "{ticket}" }
token = true
"#;
