//! A flow file of one's own, at a server of one's own.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use crate::typing::{ACCESS, CALLBACK, CLIENT_SECRET, CODE, REFRESH, Ran, Typing, program};

/// A flow at a server of one's own, as its user writes it.
pub(crate) const OWN_FLOW: &str = r#"
format = 1

[flow]
name    = "login"
title   = "Log in"
summary = "The user logs in; the app has a secret."
grant   = "authorization_code"

[properties]
needs_user_consent = true
refreshable        = true
short_lived        = false
user_scoped        = true

[variables]
base = { type = "origin", summary = "Where the server is." }

[endpoints]
authorize = "{base}/authorize"
token     = "{base}/token"

[client]
authentication = "body"

[provider]
name  = "acme"
title = "Acme"
env   = "ACME"
api   = { origins = ["{base}"] }

[refresh_tokens]
issued   = "always"
rotation = "optional"

[scopes.list]
read = { value = "read", summary = "Read." }

[allow]
FS601 = { at = "authorization_code", because = "Acme knows no PKCE." }
"#;

pub(crate) fn own_flow(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("login.toml"), OWN_FLOW).unwrap();
    folder.join("login.toml")
}

/// A server that gives one answer to one request, which it returns.
fn server(status: &str, body: &str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\n");
    let answer = format!("{head}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let request = whole_request(&mut stream);
        stream.write_all(answer.as_bytes()).unwrap();
        request
    });
    (origin, asked)
}

fn whole_request(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    let mut part = [0; 4096];
    // The body of these requests ends with the client's credentials.
    while !request.contains("client_secret=") {
        let length = stream.read(&mut part).unwrap();
        assert_ne!(length, 0, "the request ended: {request}");
        request.push_str(std::str::from_utf8(&part[..length]).unwrap());
    }
    request
}

/// A login at that server, with everything typed by hand.
fn log_in(flow: &Path, origin: &str) -> Ran {
    let mut program = program();
    program.args([flow.to_str().unwrap(), "--scope", "read"]);
    let mut typing = Typing::start(program);
    for answer in ["ftp://nowhere", origin, "mine", CLIENT_SECRET, CALLBACK] {
        typing.enter(answer);
    }
    assert!(typing.until("`ftp://nowhere` is no origin").contains("neither https"));
    let state = typing.state();
    typing.enter(&format!("{CALLBACK}?code={CODE}&state={state}"));
    let ran = typing.end();
    ran.assert_silent_about(&[CLIENT_SECRET, CODE, ACCESS, REFRESH]);
    ran
}

#[test]
fn a_file_of_ones_own_asks_for_every_value_and_ends_in_a_token_that_nobody_sees() {
    let answer = format!(
        r#"{{"access_token":"{ACCESS}","refresh_token":"{REFRESH}","token_type":"Bearer",
           "expires_in":60,"x_session":"{ACCESS}","scope":"read"}}"#
    );
    let (origin, asked) = server("200 OK", &answer);
    let ran = log_in(&own_flow("run_token"), &origin);
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.errors);
    assert!(asked.join().unwrap().ends_with(&format!("&client_secret={CLIENT_SECRET}")));
    assert_eq!(ran.line("sent: "), format!("sent: POST {origin}/token"));
    assert_eq!(ran.line("client_secret = "), "client_secret = [secret]");
    assert_eq!(ran.line("x_session"), "x_session = [secret]");
    assert_eq!(ran.line("scopes: "), "scopes: read");
    assert_eq!(ran.line("refresh token: "), "refresh token: yes");
}

#[test]
fn a_server_that_repeats_a_secret_in_its_words_is_not_repeated() {
    let answer = format!(
        r#"{{"error":"invalid_grant","error_description":"{CODE} is not for {CLIENT_SECRET}\u001b[2J"}}"#
    );
    let (origin, asked) = server("400 Bad Request", &answer);
    let ran = log_in(&own_flow("run_refusal"), &origin);
    assert_eq!(ran.code, Some(1), "{}", ran.output);
    asked.join().unwrap();
    assert_eq!(ran.line("came back: "), "came back: 400 Bad Request");
    let said = "error_description = [secret] is not for [secret]\\u{1b}[2J";
    assert_eq!(ran.line("error_description"), said);
    assert!(ran.errors.contains("login at `exchange`: the server answered `invalid_grant`"));
}
