//! The four flows at the simulator, where nobody types.

use crate::typing::{CLIENT_SECRET, Ran, Typing, program, run};

fn simulated(flow: &str, more: &[&str]) -> Ran {
    let spec = format!("spotify/{flow}");
    let ran = run(&[&[spec.as_str(), "--simulator"], more].concat(), &[]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.errors);
    assert_eq!(ran.errors, "");
    assert_eq!(ran.line("access_token"), "access_token = [secret]");
    ran.assert_silent_about(&["simulated-client-secret", "Bearer ", "Basic "]);
    ran
}

#[test]
fn the_simulator_takes_authorization_code_to_its_token() {
    let more = ["--scope", "user_read_email", "--scope", "playlist-read-private"];
    let ran = simulated("authorization_code", &more);
    assert_eq!(ran.line("scope = "), "scope = user-read-email playlist-read-private");
    assert_eq!(ran.line("sent: "), "sent: POST https://accounts.spotify.com/api/token");
    assert_eq!(
        ran.line("headers: "),
        "headers: content-type, accept, accept-encoding, user-agent, authorization"
    );
    assert_eq!(ran.line("code = "), "code = [secret]");
    assert_eq!(ran.line("came back: "), "came back: 200 OK");
    assert_eq!(ran.line("refresh_token"), "refresh_token = [secret]");
    assert_eq!(ran.line("expires: "), "expires: in 3600 seconds");
    assert_eq!(ran.line("scopes: "), "scopes: user-read-email, playlist-read-private");
    assert_eq!(ran.line("refresh token: "), "refresh token: yes");
}

#[test]
fn the_simulator_takes_authorization_code_pkce_to_its_token() {
    let ran = simulated("authorization_code_pkce", &["--set", "show_dialog=true"]);
    assert!(ran.line("https://accounts.spotify.com/authorize?").contains("&show_dialog=true"));
    assert_eq!(ran.line("code_challenge_method"), "code_challenge_method = S256");
    assert_eq!(ran.line("code_verifier"), "code_verifier = [secret]");
    assert_eq!(ran.line("client_id"), "client_id = simulated-app");
    assert_eq!(ran.line("refresh token: "), "refresh token: yes");
}

#[test]
fn the_simulator_takes_client_credentials_to_its_token() {
    let ran = simulated("client_credentials", &["--client-id", "mine"]);
    assert_eq!(ran.line("request: "), "request: ready -> authorized");
    assert_eq!(ran.line("grant_type"), "grant_type = client_credentials");
    assert_eq!(ran.line("refresh token: "), "refresh token: no");
    assert!(!ran.output.contains("/authorize"));
}

#[test]
fn the_simulator_takes_implicit_grant_to_its_token_and_says_that_it_has_ended() {
    let ran = simulated("implicit_grant", &[]);
    assert!(ran.line("note: deprecated since 2025-11-27").contains("Spotify ended the implicit"));
    assert_eq!(ran.line("note: use"), "note: use `authorization_code_pkce` instead");
    assert!(ran.output.contains("in the fragment:\n    access_token = [secret]\n"));
    assert_eq!(ran.line("refresh token: "), "refresh token: no");
}

#[test]
fn the_simulator_has_no_use_for_the_secret_of_a_real_app() {
    let mut program = program();
    program.args(["spotify/client_credentials", "--simulator"]);
    program.env("SPOTIFY_CLIENT_SECRET", CLIENT_SECRET);
    program.env("SPOTIFY_CLIENT_ID", "a-real-app");
    let ran = Typing::start(program).end();
    assert_eq!(ran.code, Some(0), "{}", ran.errors);
    ran.assert_silent_about(&["a-real-app", CLIENT_SECRET]);
}
