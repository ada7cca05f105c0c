//! What the token endpoint is asked, and what it answers.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;
use spotify_flow::flow_def::Authentication;
use spotify_flow::{Error, Session, Token};
use spotify_flow_tests::cases::{
    Answer, Case, Client, Desk, STATE, VERIFIER, assert_is, block, is_refused, passes, value_of,
};

const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer"}"#;

pub(crate) fn client_auth(case: &mut Case) {
    assert_eq!(case.given.text("method").unwrap(), "client_secret_basic");
    assert!(case.expect.text("outcome").is_none_or(|outcome| outcome == "ok"));
    let mut client = Client::robot();
    client.id = case.given.text("client_id").unwrap();
    client.secret = case.given.text("client_secret").unwrap();
    let desk = Desk::with([Answer::ok(TOKEN)]);
    block(client.token("", VERIFIER, &desk)).unwrap();
    let header = desk.token_requests()[0].headers()[AUTHORIZATION].clone();
    assert_eq!(header, case.expect.text("authorization").unwrap());
}

/// A flow without a token endpoint does not compile.
pub(crate) fn no_endpoint(case: &mut Case) {
    case.given.leave(&["server"]);
    assert_eq!(case.expect.text("outcome").unwrap(), "reject");
    assert_eq!(case.expect.text("error").unwrap(), "missing_endpoint");
    assert_eq!(case.expect.text("endpoint").unwrap(), "token_endpoint");
    assert!(is_refused("token     = \"{base}/token\"\n", ""));
}

pub(crate) fn token_request(case: &mut Case) {
    let verifier = case.given.text("code_verifier");
    let mut client = if verifier.is_some() { Client::pkce() } else { Client::code() };
    client = client.authenticates_by(match case.given.text("client_auth").as_deref() {
        Some("none") => Authentication::None,
        None | Some("client_secret_basic") => Authentication::Basic,
        unknown => panic!("no client of ours authenticates by {unknown:?}"),
    });
    client.id = case.given.text("client_id").unwrap_or(client.id);
    client.secret = case.given.text("client_secret").unwrap_or(client.secret);
    client.scopes = case.given.texts("scopes").unwrap_or_default();
    if let Some(redirect_uri) = case.given.take("redirect_uri") {
        client.redirect_uri = redirect_uri.as_str().map(str::to_owned);
    }
    assert!(case.given.text("grant_type").is_none_or(|grant| grant == "authorization_code"));
    for (name, value) in case.given.facts("extra_params").into_texts() {
        client = client.adding("exchange", &name, &value);
    }
    let outcome = case.expect.text("outcome").unwrap();
    if outcome == "reject" {
        let error = client.authorize_url(STATE, VERIFIER).unwrap_err();
        return assert_is(&error, &case.expect.text("error").unwrap());
    }
    assert_eq!(outcome, "ok");
    let desk = Desk::with([Answer::ok(TOKEN)]);
    let code = case.given.text("code").unwrap_or_else(|| "a-code".to_owned());
    block(client.token(&code, verifier.as_deref().unwrap_or(VERIFIER), &desk)).unwrap();
    check_request(case, &desk);
}

/// The case is Notion's, whose parameters are members of a JSON object.
pub(crate) fn json_request(case: &mut Case) {
    assert_eq!(case.given.text("body_format").unwrap(), "json");
    assert_eq!(case.given.text("client_auth").unwrap(), "client_secret_basic");
    let mut expected = case.expect.take("json").unwrap();
    let mut client = Client::code().authenticates_by(Authentication::Basic).sending_json();
    client.redirect_uri = Some(expected["redirect_uri"].as_str().unwrap().to_owned());
    let desk = Desk::with([Answer::ok(TOKEN)]);
    block(client.token(expected["code"].as_str().unwrap(), VERIFIER, &desk)).unwrap();
    let request = desk.token_requests().remove(0);
    let sent: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(sent, expected.take());
    assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
    assert!(request.headers()[AUTHORIZATION].to_str().unwrap().starts_with("Basic "));
}

fn check_request(case: &mut Case, desk: &Desk) {
    let mut expected = case.expect.facts("request");
    let request = desk.token_requests().remove(0);
    let body = std::str::from_utf8(request.body()).unwrap();
    assert!(expected.text("method").is_none_or(|method| method == request.method().as_str()));
    let mut headers = expected.facts("headers");
    let expected_headers = [
        (ACCEPT, headers.text("accept")),
        (AUTHORIZATION, expected.text("authorization")),
        (CONTENT_TYPE, expected.text("content_type")),
    ];
    headers.finish();
    for (name, value) in expected_headers {
        assert!(value.is_none_or(|value| request.headers()[&name] == value), "{name}");
    }
    for (name, value) in expected.facts("form_contains").into_texts() {
        assert_eq!(value_of(body, &name), Some(value));
    }
    if let Some(whole) = expected.text("body") {
        let sorted = |body: &str| {
            let mut pairs: Vec<String> = body.split('&').map(str::to_owned).collect();
            pairs.sort();
            pairs
        };
        assert_eq!(sorted(body), sorted(&whole));
    }
    expected.finish();
}

/// An answer, read by two clients: what it says does not depend on who asked.
pub(crate) fn token_response(case: &mut Case) {
    // Cases about a token's type, and about a refusal, are about answers that hold little else.
    let body = match (case.given.take("body"), case.given.take("token_type")) {
        (Some(Value::String(text)), None) => text,
        (Some(body), None) => body.to_string(),
        (None, Some(Value::Null)) => r#"{"access_token":"t","token_type":null}"#.to_owned(),
        unknown => panic!("nobody knows the answer {unknown:?}"),
    };
    let status = case.given.number("status");
    let status = status.unwrap_or(if case.kind == "retry" { 400.0 } else { 200.0 });
    let mut answer = Answer::bare(status as u16, &body);
    for (name, value) in case.given.facts("headers").into_texts() {
        answer = answer.header(&name, &value);
    }
    let whole = case.expect.clone();
    for client in [Client::code(), Client::robot()] {
        let desk = Desk::with([answer.clone()]);
        let token = block(client.token("a-code", VERIFIER, &desk));
        assert_eq!(desk.token_requests().len(), 1, "no request is repeated");
        case.expect = whole.clone();
        match token {
            Ok(token) => check_token(case, &token, &desk),
            Err(error) => check_error(case, &error),
        }
    }
}

fn check_token(case: &mut Case, token: &Token, desk: &Desk) {
    assert!(case.expect.text("outcome").is_none_or(|outcome| outcome == "ok"));
    let access = token.access_token().unwrap().expose();
    assert!(case.expect.text("access_token").is_none_or(|expected| expected == access));
    let scheme = case.expect.text("token_type").or_else(|| case.expect.text("scheme")).unwrap();
    let session = Session::over(&Client::code().app(), token.clone(), desk.clone());
    block(session.get("/me").send()).unwrap();
    let header = desk.api_requests()[0].headers()[AUTHORIZATION].clone();
    assert_eq!(header, format!("{scheme} {access}"));
}

fn check_error(case: &mut Case, error: &Error) {
    let expect = &mut case.expect;
    if let Some(retry) = expect.take("retry") {
        return assert_eq!(passes(error), retry.as_bool().unwrap());
    }
    assert_eq!(expect.text("outcome").unwrap(), "reject");
    assert_is(error, &expect.text("error").unwrap());
    if let Some(code) = expect.text("code") {
        assert_eq!(error.code(), Some(code.as_str()));
    }
    if let Some(status) = expect.number("status") {
        assert_eq!(error.status(), Some(status as u16));
    }
    if let Some(field) = expect.text("field") {
        let said = error.to_string();
        let named = said.contains(&format!("`{field}`")) || said.contains(&field.replace('_', " "));
        assert!(named, "{said} does not name {field}");
    }
}
