//! Whatever comes back through a browser: it is refused, or it carries this attempt's `state`.

#![no_main]
#![allow(deprecated)] // the implicit grant is the one that reads a token from a URL

use libfuzzer_sys::fuzz_target;
use spotify_flow::{ClientId, RedirectUri, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[spotify_flow(implicit_grant)]
struct Relic {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn redirect_uri() -> RedirectUri {
    RedirectUri::new("http://127.0.0.1:8888/callback").unwrap()
}

/// The `state` that an authorize URL carries.
fn state(authorize_url: &str) -> String {
    let pair = authorize_url.split(['?', '&']).find_map(|pair| pair.strip_prefix("state="));
    pair.unwrap().to_owned()
}

fuzz_target!(|input: &str| {
    let app = Mixtape { client_id: "mixtape".into(), redirect_uri: redirect_uri() };
    let attempt = app.begin().authorize().unwrap();
    let state_of_attempt = state(attempt.authorize_url());
    // The word STATE stands for the true state, which no fuzzer can guess.
    let callback = input.replace("STATE", &state_of_attempt);
    match attempt.receive(&callback) {
        Ok(_) => assert!(input.contains("STATE"), "a callback without the state was taken"),
        Err(failed) => {
            let _ = failed.to_string();
            // It still waits for its own.
            let callback = format!("{}?code=c&state={state_of_attempt}", app.redirect_uri);
            assert!(failed.into_attempt().receive(callback).is_ok());
        }
    }

    let app = Relic { client_id: "relic".into(), redirect_uri: redirect_uri() };
    let attempt = app.begin().authorize().unwrap();
    let callback = input.replace("STATE", &state(attempt.authorize_url()));
    if let Ok(attempt) = attempt.receive(callback) {
        assert!(input.contains("STATE"), "a callback without the state was taken");
        assert!(attempt.token().access_token().is_some());
        assert!(!attempt.token().has_refresh_token(), "a refresh token came through a URL");
    }
});
