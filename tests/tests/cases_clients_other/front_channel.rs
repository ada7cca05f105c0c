//! What goes out through the browser, and what comes back.

use serde_json::Value;
use spotify_flow::{ClientId, RedirectUri, spotify_flow};
use spotify_flow_tests::cases::{
    Case, Client, STATE, VERIFIER, assert_is, assert_url_holds, value_of,
};
use url::Url;

#[spotify_flow(authorization_code_pkce)]
struct Player {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

fn player() -> Player {
    let redirect_uri = RedirectUri::new("http://127.0.0.1:8888/callback").unwrap();
    Player { client_id: "the-client".into(), redirect_uri }
}

/// A callback as its case gives it: whole, or parameter by parameter.
fn given(case: &mut Case) -> String {
    if let Some(url) = case.given.text("url") {
        return url;
    }
    let mut url = Url::parse("https://client.example/cb").unwrap();
    for (name, value) in case.given.facts("query").into_values() {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value]);
        for value in values {
            url.query_pairs_mut().append_pair(&name, value.as_str().unwrap());
        }
    }
    url.into()
}

pub(crate) fn callback(case: &mut Case) {
    let mut callback = given(case);
    let url = Url::parse(&callback).unwrap();
    let query = url.query().unwrap_or_default();
    let said = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let state = match case.given.take("expected_state") {
        // Nothing is expected: our client sends a state all the same, and it comes back.
        Some(Value::Null) => {
            assert_eq!(said("state"), None);
            let separator = if query.is_empty() { '?' } else { '&' };
            callback.push_str(&format!("{separator}state={STATE}"));
            STATE.to_owned()
        }
        Some(state) => state.as_str().unwrap().to_owned(),
        None => said("state").unwrap_or_else(|| STATE.to_owned()),
    };
    // Where a server names itself, it must: our client knows an issuer when the callback does.
    let issuer = case.given.facts("server").text("issuer").filter(|_| said("iss").is_some());
    let mut client = Client::code().with_issuer(issuer.as_deref());
    client.id = case.given.text("client_id").unwrap_or(client.id);
    client.redirect_uri = callback.split('?').next().map(str::to_owned);
    let code = case.expect.text("code");
    match (case.expect.text("outcome").unwrap().as_str(), client.receive(&state, &callback)) {
        ("ok", Ok(mut received)) => {
            let request = Client::exchange_request(&mut received);
            let sent = value_of(std::str::from_utf8(request.body()).unwrap(), "code");
            assert_eq!(sent, code.or_else(|| said("code")));
        }
        ("reject", Err(error)) => {
            assert_is(&error, &case.expect.text("error").unwrap());
            assert_eq!(error.code(), code.as_deref());
            let named = case.expect.text("param").map(|name| format!("`{name}`"));
            assert!(named.is_none_or(|name| error.to_string().contains(&name)));
        }
        (outcome, received) => panic!("{outcome} was expected, and {received:?} came"),
    }
}

/// Every attempt has a state of its own, so that a callback belongs to one provider.
pub(crate) fn callback_of_another_provider(case: &mut Case) {
    let sent = case.given.text("state_provider").unwrap();
    let receiver = case.given.text("callback_provider").unwrap();
    let attempt = |provider: &str| Client::code().at(&format!("https://{provider}.example/auth"));
    let url = attempt(&sent).authorize_url(&sent, VERIFIER).unwrap();
    let state = value_of(url.split_once('?').unwrap().1, "state").unwrap();
    let callback = format!("?code=c&state={state}");
    let error = attempt(&receiver).receive(&receiver, &callback).unwrap_err();
    assert_eq!(case.expect.text("outcome").unwrap(), "reject");
    assert_is(&error, &case.expect.text("error").unwrap());
    assert!(attempt(&sent).receive(&sent, &callback).is_ok());
}

pub(crate) fn authorize_url(case: &mut Case) {
    assert_eq!(case.expect.text("outcome").unwrap(), "ok");
    // What a server says of itself decides nothing: PKCE is the flow's.
    drop(case.given.facts("server"));
    case.given.leave(&["client_secret"]); // not for the browser
    let with_pkce = case.given.text("auth_url");
    let mut client = match &with_pkce {
        Some(endpoint) => Client::code().at(endpoint),
        None => Client::pkce(),
    };
    client.id = case.given.text("client_id").unwrap_or(client.id);
    client.redirect_uri = case.given.text("redirect_uri").or(client.redirect_uri);
    client.scopes = case.given.texts("scopes").unwrap_or_default();
    for (name, value) in case.given.facts("extra").into_texts() {
        client = client.adding("authorize", &name, &value);
    }
    let state = case.given.text("state").unwrap_or_else(|| STATE.to_owned());
    let url = client.authorize_url(&state, VERIFIER).unwrap();
    if let Some(expected) = case.expect.text("url") {
        assert_url_holds(&url, &expected, false);
    }
    let (_, query) = url.split_once('?').unwrap();
    for name in case.expect.texts("query_has").unwrap_or_default() {
        assert!(value_of(query, &name).is_some(), "{url} lacks {name}");
    }
}

pub(crate) fn show_dialog(case: &mut Case) {
    let asks = case.given.take("show_dialog").unwrap().as_bool().unwrap();
    let asked = player().begin().show_dialog(asks).authorize().unwrap();
    let plain = player().begin().authorize().unwrap();
    for name in case.expect.texts("query_has").unwrap() {
        let value = |url: &str| value_of(url.split_once('?').unwrap().1, &name);
        assert_eq!(value(asked.authorize_url()).as_deref(), Some("true"));
        assert_eq!(value(plain.authorize_url()), None);
    }
}

pub(crate) fn pkce(case: &mut Case) {
    if let Some(length) = case.given.number("length") {
        let verifier = "a".repeat(length as usize);
        let error = Client::pkce().authorize_url(STATE, &verifier).unwrap_err();
        assert_eq!(case.expect.text("outcome").unwrap(), "reject");
        assert_is(&error, &case.expect.text("error").unwrap());
        return;
    }
    let challenge = |verifier: &str| {
        let url = Client::pkce().authorize_url(STATE, verifier).unwrap();
        value_of(url.split_once('?').unwrap().1, "code_challenge").unwrap()
    };
    let verifier = case.given.text("verifier").unwrap();
    if verifier != "<generated>" {
        assert_eq!(Some(challenge(&verifier)), case.expect.text("challenge"));
        return;
    }
    assert_eq!(case.expect.text("outcome").unwrap(), "ok");
    let attempt = player().begin().authorize().unwrap();
    let sent = value_of(attempt.authorize_url().split_once('?').unwrap().1, "code_challenge");
    let saved = serde_json::to_value(attempt.suspend()).unwrap();
    let minted = saved["slots"]["code_verifier"].as_str().unwrap();
    assert_eq!(sent, Some(challenge(minted)));
}
