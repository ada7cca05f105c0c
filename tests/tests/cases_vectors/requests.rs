//! What is sent: through the browser, and to the token endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;
use spotify_flow::flow_def::Authentication;
use spotify_flow::{Reason, RedirectUri, Session, Token};
use spotify_flow_tests::cases::{
    Answer, Case, Client, Desk, Facts, STATE, VERIFIER, assert_url_holds, block, is_refused,
    value_of,
};

const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer"}"#;

pub(crate) fn pkce_s256(case: &mut Case) {
    case.given.leave(&["random_octets"]); // the verifier, before it was one
    let verifier = case.given.text("code_verifier").unwrap();
    let url = Client::pkce().authorize_url(STATE, &verifier).unwrap();
    let (_, query) = url.split_once('?').unwrap();
    let challenge = value_of(query, "code_challenge").unwrap();
    assert_eq!(Some(&challenge), case.expect.text("code_challenge").as_ref());
    assert_eq!(value_of(query, "code_challenge_method").unwrap(), "S256");
    let method = case.expect.text("code_challenge_method");
    assert!(method.is_none_or(|method| method == "S256"));
    if let Some(Value::Array(octets)) = case.expect.take("sha256_octets") {
        let octets: Vec<u8> = octets.iter().map(|o| o.as_u64().unwrap() as u8).collect();
        assert_eq!(URL_SAFE_NO_PAD.decode(challenge).unwrap(), octets);
    }
    let desk = Desk::with([Answer::ok(TOKEN)]);
    block(Client::pkce().token("c", &verifier, &desk)).unwrap();
    let body = body_of(&desk);
    assert_eq!(value_of(&body, "code_verifier"), Some(verifier));
}

pub(crate) fn pkce_verifier_invalid(case: &mut Case) {
    assert_eq!(case.expect.take("error"), Some(Value::Bool(true)));
    let verifier = case.given.text("code_verifier").unwrap();
    let error = Client::pkce().authorize_url(STATE, &verifier).unwrap_err();
    let empty = verifier.is_empty();
    let reason = if empty { Reason::ValueMissing } else { Reason::ValueInvalid };
    assert_eq!(error.reason(), reason);
    let telling = verifier.trim();
    assert!(telling.is_empty() || !error.to_string().contains(telling), "{error} tells it");
}

pub(crate) fn authorization_request(case: &mut Case) {
    let endpoint = case.given.text("endpoint").unwrap();
    let mut params = pairs(&mut case.given);
    let mut take = |name: &str| {
        let at = params.iter().position(|(known, _)| known == name);
        at.map(|at| params.remove(at).1)
    };
    let client = match (take("response_type").as_deref(), take("code_challenge")) {
        (Some("code"), None) => Client::code(),
        (Some("code"), Some(_)) => Client::pkce(),
        (Some("token"), None) => Client::implicit(),
        other => panic!("no client asks for {other:?}"),
    };
    take("code_challenge_method");
    let mut client = client.at(&endpoint);
    client.id = take("client_id").unwrap();
    client.redirect_uri = take("redirect_uri").or(client.redirect_uri);
    let state = take("state").unwrap_or_else(|| STATE.to_owned());
    // What is left is what a spec file adds.
    for (name, value) in params {
        client = client.adding("authorize", &name, &value);
    }
    let url = client.authorize_url(&state, VERIFIER).unwrap();
    assert_url_holds(&url, &case.expect.text("canonical_wire").unwrap(), false);
    if let Some(wire) = case.expect.text("spec_wire") {
        assert_url_holds(&url, &wire, true);
    }
}

pub(crate) fn authorization_request_invalid(case: &mut Case) {
    assert_eq!(case.expect.take("error"), Some(Value::Bool(true)));
    let endpoint = case.given.text("endpoint").unwrap();
    let refused = |endpoint: &str| {
        // The code goes to the server that gave it.
        let host = endpoint.split(['/', '?', '#']).nth(2).unwrap();
        let both = "authorize = \"{base}/authorize\"\ntoken     = \"{base}/token\"";
        is_refused(both, &format!("authorize = {endpoint:?}\ntoken = \"https://{host}/token\""))
    };
    assert!(refused(&endpoint));
    let (sound, _) = endpoint.split_once('#').unwrap();
    assert!(!refused(sound), "it is the fragment that is refused");
}

pub(crate) fn token_request(case: &mut Case) {
    let mut params = pairs(&mut case.given);
    let mut headers = case.given.facts("headers");
    let authorization = headers.text("Authorization");
    headers.finish();
    let mut take = |name: &str| {
        let at = params.iter().position(|(known, _)| known == name);
        at.map(|at| params.remove(at).1)
    };
    let grant = take("grant_type").unwrap();
    let (code, verifier) = (take("code"), take("code_verifier"));
    let mut client = match (grant.as_str(), &verifier) {
        ("client_credentials", _) => Client::robot(),
        (_, Some(_)) => Client::pkce(),
        (_, None) => Client::code(),
    };
    client.redirect_uri = take("redirect_uri").or(client.redirect_uri);
    client.base = format!("https://{}", case.given.text("host").unwrap());
    let credentials = match &authorization {
        Some(header) => decode(header),
        None => (take("client_id").unwrap(), take("client_secret").unwrap()),
    };
    (client.id, client.secret) = credentials;
    let in_form = authorization.is_none();
    client =
        client.authenticates_by(if in_form { Authentication::Body } else { Authentication::Basic });
    let refresh_token = take("refresh_token");
    for (name, value) in params {
        client = client.adding("exchange", &name, &value);
    }
    let desk = Desk::with([Answer::ok(TOKEN)]);
    match refresh_token {
        Some(refresh_token) => renew(&client, &refresh_token, in_form, &desk),
        None => {
            let verifier = verifier.as_deref().unwrap_or(VERIFIER);
            block(client.token(&code.unwrap_or_default(), verifier, &desk)).unwrap();
        }
    }
    let request = desk.token_requests().remove(0);
    assert_eq!(request.uri().host(), client.base.strip_prefix("https://"));
    assert_eq!(request.method(), case.expect.text("method").unwrap().as_str());
    assert_eq!(request.headers()[CONTENT_TYPE], case.expect.text("content_type").unwrap());
    let sent = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap());
    assert_eq!(sent, authorization.as_deref());
    let body = body_of(&desk);
    assert_eq!(
        sorted(body.split('&')),
        sorted(case.expect.text("canonical_body").unwrap().split('&'))
    );
    let decoded = |body: &str| -> Vec<(String, String)> {
        let mut pairs: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        pairs.sort();
        pairs
    };
    assert_eq!(decoded(&body), decoded(&case.expect.text("spec_body").unwrap()));
}

fn renew(client: &Client, refresh_token: &str, in_form: bool, desk: &Desk) {
    let token = Token::from_refresh_token(refresh_token, None);
    let renewed = if in_form {
        block(Session::over(&client.app_in_form(), token, desk.clone()).token())
    } else {
        block(Session::over(&client.app(), token, desk.clone()).token())
    };
    renewed.unwrap();
}

/// Id and secret of a header. No vector that is run encodes anything in them.
fn decode(header: &str) -> (String, String) {
    let pair = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
    let pair = String::from_utf8(pair).unwrap();
    let (id, secret) = pair.split_once(':').unwrap();
    (id.to_owned(), secret.to_owned())
}

fn body_of(desk: &Desk) -> String {
    String::from_utf8(desk.token_requests()[0].body().to_vec()).unwrap()
}

fn sorted<'a>(pairs: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut pairs: Vec<&str> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

fn pairs(given: &mut Facts) -> Vec<(String, String)> {
    serde_json::from_value(given.take("params").unwrap()).unwrap()
}

/// What a vector leaves open ("warn"), and whether it is taken here: `localhost` is left to the
/// provider's file; a private scheme without a dot may be registered; a host that only parses to a
/// loopback address is registered nowhere.
const LEFT_OPEN: [(&str, bool); 5] = [
    ("http://localhost:8080/cb", true),
    ("myapp:/cb", true),
    ("http://127.1:80/cb", false),
    ("http://2130706433/cb", false),
    ("http://[::ffff:127.0.0.1]:1/cb", false),
];

pub(crate) fn redirect_uri(case: &mut Case) {
    case.expect.leave(&["why"]);
    let text = case.given.text("redirect_uri").unwrap();
    let allowed = case.expect.take("allowed").unwrap();
    let allowed = allowed.as_bool().unwrap_or_else(|| {
        assert_eq!(allowed, "warn");
        LEFT_OPEN.iter().find(|(known, _)| *known == text).expect("a decision").1
    });
    match RedirectUri::new(text.as_str()) {
        Ok(uri) => assert_eq!((uri.as_str(), true), (text.as_str(), allowed)),
        Err(error) => assert_eq!((error.reason(), false), (Reason::ValueInvalid, allowed)),
    }
}

pub(crate) fn scope_syntax(case: &mut Case) {
    let scope = case.given.text("scope").unwrap();
    let mut client = Client::code();
    client.scopes = scope.split(' ').map(str::to_owned).collect();
    match client.authorize_url(STATE, VERIFIER) {
        Ok(url) => {
            let (_, query) = url.split_once('?').unwrap();
            // Nothing is asked for by an empty scope, and an empty scope is not sent.
            let sent = value_of(query, "scope");
            assert_eq!(sent, Some(scope).filter(|scope| !scope.is_empty()));
            assert_eq!(case.expect.take("valid"), Some(Value::Bool(sent.is_some())));
        }
        Err(error) => {
            assert_eq!(error.reason(), Reason::ValueInvalid);
            assert_eq!(case.expect.take("valid"), Some(Value::Bool(false)));
        }
    }
}
