//! A token that is asked for, and what the server answers.

use std::time::Duration;

use http::header::AUTHORIZATION;
use serde_json::Value;
use spotify_flow::flow_def::Authentication;
use spotify_flow::{Session, Token, Transport as _};
use spotify_flow_tests::cases::{Answer, Case, Client, Desk, Facts, VERIFIER, block};

use crate::outcome::{answer, check_error, check_request};

pub(crate) fn run(case: &mut Case) {
    let request = case.given.facts("request");
    let mut form = request.clone().facts("form");
    let (code, verifier) = (form.text("code"), form.text("code_verifier"));
    let mut client = match (form.text("grant_type").unwrap().as_str(), &verifier) {
        ("client_credentials", _) => Client::robot(),
        ("authorization_code", Some(_)) => Client::pkce(),
        ("authorization_code", None) => Client::code(),
        unknown => panic!("no client of ours has the grant {unknown:?}"),
    };
    let step = if code.is_some() { "exchange" } else { "request" };
    client.redirect_uri = case.given.text("redirect_uri").or(client.redirect_uri);
    client.scopes = case.given.texts("requested_scope").unwrap_or_default();
    for (name, value) in case.given.facts("extra").into_texts() {
        client = client.adding(step, &name, &value);
    }
    client = credentials(client, &mut case.given);
    let answer = answer(case.given.facts("response"));
    let broken = case.given.text("transport");
    assert_eq!(broken.is_some(), matches!(answer, Answer::Nothing), "{broken:?}");
    let desk = Desk::with([answer]);
    let verifier = verifier.as_deref().unwrap_or(VERIFIER);
    let token = block(client.token(&code.unwrap_or_default(), verifier, &desk));
    assert_eq!(desk.token_requests().len(), 1);
    check_request(request, &desk.token_requests()[0]);
    // What the clients that the cases come from make of it besides.
    case.expect.leave(&["but_raw_parse"]);
    match (case.expect.text("result").unwrap().as_str(), token) {
        ("ok", Ok(token)) => check_token(&mut case.expect, &client, &token, &desk),
        ("error", Err(error)) => check_error(&mut case.expect, &error),
        (result, token) => panic!("{result} was expected, and {token:?} came"),
    }
}

/// The client's id and secret, and how it authenticates by them. A client without a secret is a
/// public one, whatever it says.
fn credentials(mut client: Client, given: &mut Facts) -> Client {
    client.id = given.text("client_id").unwrap();
    let secret = given.text("client_secret");
    let by = given.text("client_auth");
    let authentication = match (&secret, by.as_deref()) {
        (None, _) => Authentication::None,
        (Some(_), Some("basic")) => Authentication::Basic,
        (Some(_), Some("body")) => Authentication::Body,
        unknown => panic!("no client of ours authenticates by {unknown:?}"),
    };
    client.secret = secret.unwrap_or_default();
    client.authenticates_by(authentication)
}

fn check_token(expect: &mut Facts, client: &Client, token: &Token, desk: &Desk) {
    let access = token.access_token().unwrap();
    assert_eq!(Some(access.expose()), expect.text("access_token").as_deref());
    let end = access.expires_at();
    let life = end.map(|end| end.duration_since(desk.clock().now()).unwrap());
    if let Some(seconds) = expect.take("expires_in") {
        let seconds: Option<u64> = serde_json::from_value(seconds).unwrap();
        assert_eq!(life, seconds.map(Duration::from_secs));
    }
    if let Some(expires_at) = expect.take("expires_at") {
        assert_eq!((expires_at, life), (Value::Null, None));
    }
    if let Some(expired) = expect.take("expired_now") {
        assert_eq!(life.is_some_and(|life| life.is_zero()), expired.as_bool().unwrap());
    }
    if let Some(refresh_token) = expect.take("refresh_token") {
        assert_eq!(token.expose_refresh_token(), refresh_token.as_str());
    }
    if let Some(scope) = expect.take("scope") {
        let scopes: Option<Vec<String>> = serde_json::from_value(scope).unwrap();
        assert_eq!(token.scopes(), scopes.as_deref());
    }
    if let Some(effective) = expect.texts("effective_scope") {
        assert_eq!(token.scopes(), Some(effective.as_slice()));
    }
    if let Some(downgraded) = expect.take("downgraded") {
        let lacks = |asked: &String| !token.scopes().unwrap().contains(asked);
        assert_eq!(client.scopes.iter().any(lacks), downgraded.as_bool().unwrap());
    }
    if let Some(kind) = expect.text("token_type") {
        assert_eq!(kind, "bearer");
        // A type is how a token is sent; a token that has ended is not sent at all.
        let session = Session::over(&client.app(), token.clone(), desk.clone());
        block(session.get("/me").send()).unwrap();
        let header = desk.api_requests()[0].headers()[AUTHORIZATION].clone();
        assert_eq!(header, format!("Bearer {}", access.expose()));
    }
}
