//! How values are written into requests, and read from callbacks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use serde_json::Value;
use spotify_flow::flow_def::Authentication;
use spotify_flow::{Error, Reason};
use spotify_flow_tests::cases::{Answer, Case, Client, Desk, STATE, VERIFIER, block, value_of};

const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer"}"#;

pub(crate) fn form_encode(case: &mut Case) {
    case.given.leave(&["utf8_hex"]);
    let value = case.given.text("value").unwrap();
    assert_eq!(sent_in_form(&value), spaced(&case.expect.text("encoded").unwrap()));
}

pub(crate) fn form_encode_table(case: &mut Case) {
    assert_eq!(case.given.text("range").unwrap(), "0x20..0x7E");
    let table = case.expect.facts("table").into_texts();
    assert_eq!(table.len(), 0x7f - 0x20);
    for (hex, encoded) in table {
        let byte = u8::from_str_radix(&hex, 16).unwrap();
        assert_eq!(sent_in_form(&char::from(byte).to_string()), spaced(&encoded), "{hex}");
    }
}

/// A space is `%20` here: servers decode it that do not decode `+`, and those that do, too.
fn spaced(encoded: &str) -> String {
    encoded.replace('+', "%20")
}

/// How a value comes to the token endpoint: as the secret in a form.
fn sent_in_form(value: &str) -> String {
    let mut client = Client::robot().authenticates_by(Authentication::Body);
    client.secret = value.to_owned();
    let desk = Desk::with([Answer::ok(TOKEN)]);
    block(client.token("", VERIFIER, &desk)).unwrap();
    let body = String::from_utf8(desk.token_requests()[0].body().to_vec()).unwrap();
    let pair = body.split('&').find_map(|pair| pair.strip_prefix("client_secret="));
    pair.unwrap().to_owned()
}

pub(crate) fn form_decode(case: &mut Case) {
    // The one place that shows any text of a callback: the words of a refusal. It escapes control
    // characters, and says nothing where there is nothing to say.
    let encoded = case.given.text("encoded").unwrap();
    let callback = format!("?error=x&error_description={encoded}&state={STATE}");
    let error = Client::code().receive(STATE, &callback).unwrap_err();
    let value = case.expect.text("value").unwrap().replace('\0', "\\u{0}");
    assert_eq!(error.description().unwrap_or_default(), value);
}

pub(crate) fn form_decode_invalid(case: &mut Case) {
    assert_eq!(case.expect.take("error"), Some(Value::Bool(true)));
    let encoded = case.given.text("encoded").unwrap();
    let code = Client::code().receive(STATE, &format!("?code={encoded}&state={STATE}"));
    assert_eq!(code.unwrap_err().reason(), Reason::InvalidCharacter);
    let fragment = format!("#access_token={encoded}&token_type=Bearer&state={STATE}");
    let token = Client::implicit().receive(STATE, &fragment);
    assert_eq!(token.unwrap_err().reason(), Reason::InvalidCharacter);
    let state = Client::code().receive(STATE, &format!("?code=a&state={encoded}"));
    assert_eq!(state.unwrap_err().reason(), Reason::StateMismatch);
    // A name that the flow does not read is nobody's business.
    let other = Client::code().receive(STATE, &format!("?code=a&state={STATE}&x={encoded}"));
    assert!(other.is_ok());
}

pub(crate) fn client_secret_basic(case: &mut Case) {
    let id = case.given.text("client_id").unwrap();
    let secret = case.given.text("client_secret").unwrap();
    let header = authorization(&id, &secret, Authentication::Basic);
    if let Some(pair) = case.expect.text("userpass") {
        let encoded = header.strip_prefix("Basic ").unwrap();
        assert_eq!(STANDARD.decode(encoded).unwrap(), pair.as_bytes());
    }
    assert_eq!(header, case.expect.text("authorization").unwrap());
    if let Some(raw) = case.given.text("raw_authorization") {
        assert_eq!(authorization(&id, &secret, Authentication::BasicRaw), raw);
    }
}

pub(crate) fn http_basic_raw(case: &mut Case) {
    let id = case.given.text("user").unwrap();
    let secret = case.given.text("password").unwrap();
    let header = authorization(&id, &secret, Authentication::BasicRaw);
    assert_eq!(header, case.expect.text("authorization").unwrap());
}

/// A header as a server met it that takes ids and secrets as they are.
pub(crate) fn quirk(case: &mut Case) {
    let decoded = case.expect.text("decoded").unwrap();
    let (id, secret) = decoded.split_once(':').unwrap();
    let header = authorization(id, secret, Authentication::BasicRaw);
    assert_eq!(header, case.given.text("authorization").unwrap());
}

fn authorization(id: &str, secret: &str, by: Authentication) -> String {
    let mut client = Client::robot().authenticates_by(by);
    (client.id, client.secret) = (id.to_owned(), secret.to_owned());
    let desk = Desk::with([Answer::ok(TOKEN)]);
    block(client.token("", VERIFIER, &desk)).unwrap();
    let header = desk.token_requests()[0].headers()[AUTHORIZATION].clone();
    header.to_str().unwrap().to_owned()
}

/// Every ASCII character, and some beyond: what is of its class is taken, what is not is refused.
///
/// Ids and secrets may hold more than RFC 6749 appendix A allows: appendix B and the vectors
/// `basic-form-unicode` and `basic-form-emoji` encode them. An error and its description are for
/// people, and bounded rather than refused.
pub(crate) fn char_classes(case: &mut Case) {
    let class = |case: &mut Case, name: &str| case.expect.text(name).unwrap();
    let (visible, scope) = (class(case, "VSCHAR"), class(case, "NQCHAR"));
    let with_space = class(case, "NQSCHAR");
    assert_eq!(with_space.replace(' ', ""), scope);
    for (name, rule) in [
        ("client_id", "*VSCHAR"),
        ("client_secret", "*VSCHAR"),
        ("state", "1*VSCHAR"),
        ("code", "1*VSCHAR"),
        ("access_token", "1*VSCHAR"),
        ("refresh_token", "1*VSCHAR"),
        ("scope-token", "1*NQCHAR"),
        ("error", "1*NQSCHAR"),
        ("error_description", "1*NQSCHAR"),
    ] {
        assert_eq!(class(case, name), rule);
    }
    let all = (0..=0x7f_u8).map(char::from).chain(['\u{80}', 'é', '\u{fffd}', '🎵']);
    for one in all {
        let fits = |class: &str| class.contains(one);
        assert_eq!(takes_code(one), fits(&visible), "code {one:?}");
        for member in ["access_token", "refresh_token"] {
            assert_eq!(takes_token(member, one), fits(&visible), "{member} {one:?}");
        }
        // Between scopes, the space stands.
        assert_eq!(asks_scope(one), fits(&scope) || one == ' ', "scope {one:?}");
    }
}

fn takes_code(one: char) -> bool {
    let encoded: String =
        url::form_urlencoded::byte_serialize(one.to_string().as_bytes()).collect();
    let callback = format!("?code=a{encoded}b&state={STATE}");
    told_apart(Client::code().receive(STATE, &callback), Reason::InvalidCharacter)
}

fn takes_token(member: &str, one: char) -> bool {
    let mut body = serde_json::json!({"access_token": "t", "token_type": "Bearer"});
    body[member] = format!("a{one}b").into();
    let desk = Desk::with([Answer::ok(&body.to_string())]);
    told_apart(block(Client::code().token("c", VERIFIER, &desk)), Reason::InvalidCharacter)
}

fn asks_scope(one: char) -> bool {
    let mut client = Client::code();
    client.scopes = vec![format!("a{one}b")];
    let url = client.authorize_url(STATE, VERIFIER);
    if let Ok(url) = &url {
        let (_, query) = url.split_once('?').unwrap();
        assert_eq!(value_of(query, "scope").as_deref(), Some(client.scopes[0].as_str()));
    }
    told_apart(url, Reason::ValueInvalid)
}

/// Whether it went well; where it did not, it was for this reason.
fn told_apart<T>(result: Result<T, Error>, reason: Reason) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.reason(), reason);
            false
        }
    }
}
