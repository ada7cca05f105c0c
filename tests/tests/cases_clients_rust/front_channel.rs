//! What goes out through the browser, and what comes back.

use std::collections::BTreeMap;

use spotify_flow::Reason;
use spotify_flow_tests::cases::{Case, Client, STATE, VERIFIER, assert_url_holds, value_of};

use crate::outcome::check_error;

pub(crate) fn callback(case: &mut Case) {
    let mut request = case.given.facts("request");
    let callback = request.text("callback").unwrap();
    request.finish();
    case.given.leave(&["state_checked"]); // it is, here
    let state = case.given.text("expected_state").unwrap();
    let issuer = case.given.text("expected_issuer");
    let mut client = Client::code().with_issuer(issuer.as_deref());
    client.redirect_uri = Some(case.given.text("redirect_uri").unwrap());
    let attempt = client.authorize(&state, VERIFIER).unwrap();
    match (case.expect.text("result").unwrap().as_str(), Client::receive_in(attempt, &callback)) {
        ("ok", Ok(mut received)) => {
            let request = Client::exchange_request(&mut received);
            let body = std::str::from_utf8(request.body()).unwrap();
            assert_eq!(value_of(body, "code"), case.expect.text("code"));
        }
        ("error", Err(failed)) => {
            if let Some(detail) = case.expect.text("detail") {
                assert_eq!(
                    (detail.as_str(), failed.error().reason()),
                    ("absent", Reason::StateMissing)
                );
            }
            check_error(&mut case.expect, failed.error());
            // Whatever came, the attempt still waits for the genuine one.
            let kept = case.expect.take("pending_state_kept");
            assert!(kept.is_none_or(|kept| kept == true));
            let issuer = issuer.map(|issuer| format!("&iss={issuer}")).unwrap_or_default();
            let genuine = format!("?code=abc&state={state}{issuer}");
            Client::receive_in(failed.into_attempt(), &genuine).unwrap();
        }
        (result, received) => panic!("{result} was expected, and {received:?} came"),
    }
}

pub(crate) fn authorize_url(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    let mut request = case.given.facts("request");
    assert_eq!(request.text("build").unwrap(), "authorization_url");
    let client = match request.text("response_type").as_deref() {
        None => Client::code(),
        Some("token") => Client::implicit(),
        unknown => panic!("no client of ours asks for {unknown:?}"),
    };
    let mut client = client.at(&request.text("auth_url").unwrap());
    client.id = request.text("client_id").unwrap();
    client.redirect_uri = request.text("redirect_uri").or(client.redirect_uri);
    client.scopes = request.texts("scope").unwrap_or_default();
    let url = client.authorize_url(&request.text("state").unwrap(), VERIFIER).unwrap();
    request.finish();
    if let Some(expected) = case.expect.text("url") {
        assert_url_holds(&url, &expected, false);
    }
    let (_, query) = url.split_once('?').unwrap();
    for (name, value) in case.expect.facts("query").into_texts() {
        assert_eq!(value_of(query, &name), Some(value), "{name}");
    }
}

/// So many random bytes, written in base64url, make a verifier of that length, or none.
pub(crate) fn verifier_lengths(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    let mut request = case.given.facts("request");
    assert_eq!(request.text("build").unwrap(), "authorization_url");
    let all: Vec<usize> = serde_json::from_value(request.take("verifier_bytes").unwrap()).unwrap();
    request.finish();
    let lengths = case.expect.take("lengths").unwrap();
    let lengths: BTreeMap<usize, usize> = serde_json::from_value(lengths).unwrap();
    let refused: Vec<usize> = serde_json::from_value(case.expect.take("refused").unwrap()).unwrap();
    for bytes in all {
        let verifier = "a".repeat((bytes * 4).div_ceil(3));
        match Client::pkce().authorize_url(STATE, &verifier) {
            Ok(_) => assert_eq!(lengths.get(&bytes), Some(&verifier.len())),
            Err(error) => {
                assert_eq!(error.reason(), Reason::ValueInvalid);
                assert!(refused.contains(&bytes), "{bytes}");
            }
        }
    }
}
