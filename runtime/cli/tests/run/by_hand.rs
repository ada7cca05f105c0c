//! Callbacks that somebody pastes, and an input that ends.

use crate::typing::{ACCESS, CALLBACK, CODE, Typing, program, run};

#[test]
fn a_wrong_callback_is_explained_and_the_right_one_still_counts() {
    let mut program = program();
    program.args(["spotify/implicit_grant", "--client-id", "mine", "--redirect-uri", CALLBACK]);
    let mut typing = Typing::start(program);
    let state = typing.state();
    let token = format!("access_token={ACCESS}&token_type=Bearer&expires_in=3600");
    for (wrong, why) in [
        ("no address at all".to_owned(), "the callback is no URL"),
        (format!("https://evil.example/callback#{token}&state={state}"), "another address"),
        (format!("{CALLBACK}#{token}&state=forged"), "`state` is not the one"),
        (format!("{CALLBACK}?error=access_denied"), "carries no `state`"),
        (format!("{CALLBACK}?code={CODE}&state={state}"), "another kind of answer"),
    ] {
        typing.until("Paste that address here:");
        typing.enter(&wrong);
        let said = typing.until("That is not the answer to this attempt:");
        assert!(said.contains(why), "{said}");
    }
    typing.enter(&format!("  {CALLBACK}#{token}&state={state}  "));
    let ran = typing.end();
    assert_eq!(ran.code, Some(0), "{}", ran.errors);
    assert_eq!(ran.line("access_token"), "access_token = [secret]");
    assert_eq!(ran.line("expires: "), "expires: in 3600 seconds");
    ran.assert_silent_about(&[ACCESS, CODE]);
}

#[test]
fn a_user_who_says_no_ends_the_attempt() {
    let mut program = program();
    program.args(["spotify/authorization_code_pkce", "--client-id", "mine"]);
    program.env("SPOTIFY_REDIRECT_URI", CALLBACK);
    let mut typing = Typing::start(program);
    let state = typing.state();
    typing.enter(&format!("{CALLBACK}?error=access_denied&state={state}"));
    let ran = typing.end();
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.line("error = "), "error = access_denied");
    assert!(ran.errors.contains("the user did not agree"), "{}", ran.errors);
}

#[test]
fn an_input_that_ends_is_said_to_have_ended() {
    let ran = run(&["spotify/implicit_grant", "--client-id", "a", "--redirect-uri", CALLBACK], &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.errors.contains("the input ended before the address"), "{}", ran.errors);
    let ran = run(&["spotify/client_credentials"], &["", "mine"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.errors.contains("`client_secret` is missing"), "{}", ran.errors);
    assert!(ran.errors.contains("SPOTIFY_CLIENT_SECRET"), "{}", ran.errors);
}
