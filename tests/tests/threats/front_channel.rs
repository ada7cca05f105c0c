//! What comes back through the browser, T-001 to T-013, and where the browser is sent, T-015.

use std::collections::BTreeSet;
use std::time::Instant;

use spotify_flow::{
    ClientId, ErrorKind, Machine, Reason, RedirectUri, UserAgent as _, spotify_flow,
};
use spotify_flow_simulator::{SimulatedApp, Simulator};
use spotify_flow_tests::cases::{Client, STATE, VERIFIER, is_refused, slip_is_refused, value_of};

use crate::server::{Server, TOKEN, ok};

/// Where the callbacks of `Client` come.
const CALLBACK: &str = "https://client.example/cb";

/// What is said of a callback, in an attempt that waits for it.
#[track_caller]
fn refused(client: &Client, callback: &str) -> Reason {
    match client.receive(STATE, callback) {
        Err(error) => error.reason(),
        Ok(_) => panic!("{callback} was taken"),
    }
}

fn takes(client: &Client, callback: &str) -> bool {
    client.receive(STATE, callback).is_ok()
}

/// A callback that holds our state, and this.
fn with_state(parameters: &str) -> String {
    format!("{CALLBACK}?state={STATE}&{parameters}")
}

#[test]
fn t_001_a_callback_without_our_state_is_refused_and_the_attempt_waits_on() {
    let mut attempt = Client::code().authorize(STATE, VERIFIER).unwrap();
    let forged = [
        ("", Reason::StateMissing),
        ("&state=", Reason::StateMissing),
        ("&state=another", Reason::StateMismatch),
        ("&state=a-stat", Reason::StateMismatch),
        ("&state=a-state-", Reason::StateMismatch),
        ("&state=A-STATE", Reason::StateMismatch),
        ("&state=%20a-state", Reason::StateMismatch),
        ("&state=a-state%00", Reason::StateMismatch),
    ];
    for (state, reason) in forged {
        for what in ["code=forged", "error=access_denied"] {
            let callback = format!("{CALLBACK}?{what}{state}");
            let failed = Client::receive_in(attempt, &callback).unwrap_err();
            assert_eq!(
                (failed.error().reason(), failed.error().kind()),
                (reason, ErrorKind::Callback)
            );
            attempt = failed.into_attempt();
        }
    }
    assert!(Client::receive_in(attempt, &with_state("code=true")).is_ok());
}

#[test]
fn t_002_a_callback_of_another_login_is_refused_and_each_login_takes_its_own() {
    let client = Client::pkce();
    let begin = |state: &str| client.authorize(state, VERIFIER).unwrap();
    let (victim, attacker) = (begin("victim"), begin("attacker"));
    let theirs = format!("{CALLBACK}?code=theirs&state=attacker");
    let failed = Client::receive_in(victim, &theirs).unwrap_err();
    assert_eq!(failed.error().reason(), Reason::StateMismatch);
    let own = format!("{CALLBACK}?code=own&state=victim");
    assert!(Client::receive_in(failed.into_attempt(), &own).is_ok());
    assert!(Client::receive_in(attacker, &theirs).is_ok());
}

#[tokio::test]
async fn t_003_a_callback_is_taken_once_and_its_code_sent_once() {
    let server = Server::sends(ok(TOKEN)).await;
    let mut client = Client::pkce();
    client.base = server.origin();
    let callback = with_state("code=once");
    // The step is that of the first callback: taking it leads out of the state that it leaves.
    let receive = |attempt: Machine| attempt.receive(1, &callback, std::time::UNIX_EPOCH);
    let attempt = receive(client.authorize(STATE, VERIFIER).unwrap()).unwrap();
    let failed = receive(attempt).unwrap_err();
    assert_eq!(failed.error().reason(), Reason::WrongStep);
    let attempt = failed.into_attempt();
    let (exchange, _) = attempt.leaving().next().unwrap();
    let attempt = attempt.post(exchange, &crate::server::client()).await.unwrap();
    let attempt = receive(attempt).unwrap_err().into_attempt();
    let attempt = attempt.post(exchange, &crate::server::client()).await.unwrap_err();
    assert_eq!(attempt.error().reason(), Reason::WrongStep);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn t_004_an_answer_of_another_server_is_refused_where_the_provider_names_its_issuer() {
    let (announced, silent) =
        (Client::code().with_issuer(Some("https://issuer.example")), Client::code());
    let issuers = [
        ("&iss=https%3A%2F%2Fissuer.example", None),
        ("", Some(Reason::IssMissing)),
        ("&iss=", Some(Reason::IssMissing)),
        ("&iss=https%3A%2F%2Fevil.example", Some(Reason::IssMismatch)),
        ("&iss=https%3A%2F%2Fissuer.example%2F", Some(Reason::IssMismatch)),
        ("&iss=https%3A%2F%2FISSUER.example", Some(Reason::IssMismatch)),
        ("&iss=https%253A%252F%252Fissuer.example", Some(Reason::IssMismatch)),
    ];
    for (iss, expected) in issuers {
        let (code, error) = (format!("code=c{iss}"), format!("error=access_denied{iss}"));
        let [code, error] = [code, error].map(|answer| with_state(&answer));
        assert_eq!(announced.receive(STATE, &code).err().map(|error| error.reason()), expected);
        assert_eq!(refused(&announced, &error), expected.unwrap_or(Reason::AccessDenied));
        assert!(takes(&silent, &code), "an issuer that nobody knows can't be compared");
        assert_eq!(refused(&silent, &error), Reason::AccessDenied);
    }
    let two = with_state("code=c&iss=https://issuer.example&iss=https://issuer.example");
    assert_eq!(refused(&announced, &two), Reason::DuplicateParameter);
    assert_eq!(refused(&silent, &two), Reason::DuplicateParameter);
}

#[test]
fn t_005_a_parameter_that_is_there_twice_is_refused_however_it_is_written() {
    let twice = [
        "code=a&code=b",
        "code=a&code=a",
        "code=a&c%6Fde=b",
        "code=a&%63ode=b",
        "code=a&code=",
        "code=a&code",
        "code=a&state=a-state",
        "code=a&st%61te=other",
        "error=x&error=y",
        "code=a&scope=b&scope=c",
    ];
    for parameters in twice {
        let reason = refused(&Client::code(), &with_state(parameters));
        assert_eq!(reason, Reason::DuplicateParameter, "{parameters}");
    }
    assert!(takes(&Client::code(), &with_state("code=a&nobody=1&nobody=2")));
}

#[test]
fn t_006_a_code_beside_an_error_is_neither() {
    for parameters in ["code=a&error=access_denied", "error=access_denied&code=a"] {
        let reason = refused(&Client::code(), &with_state(parameters));
        assert_eq!(reason, Reason::AmbiguousResponse);
    }
    let apart = format!("{}#error=access_denied", with_state("code=a"));
    assert_eq!(refused(&Client::code(), &apart), Reason::AmbiguousResponse);
    let both = format!("{CALLBACK}#state={STATE}&access_token=a&token_type=Bearer&error=x");
    assert_eq!(refused(&Client::implicit(), &both), Reason::AmbiguousResponse);
}

#[test]
fn t_007_an_answer_at_another_address_than_ours_is_refused() {
    let elsewhere = [
        "https://client.example/",
        "https://client.example/cb/",
        "https://client.example/CB",
        "https://client.example/cb/../cb2",
        "https://client.example:8443/cb",
        "http://client.example/cb",
        "https://client.example./cb",
        "https://www.client.example/cb",
        "https://client.example@evil.example/cb",
        "https://user@client.example/cb",
        "com.example.client:/cb",
    ];
    for address in elsewhere {
        let callback = format!("{address}?code=a&state={STATE}");
        assert_eq!(refused(&Client::code(), &callback), Reason::RedirectUriMismatch, "{address}");
    }
    let mut local = Client::code();
    local.redirect_uri = Some("http://127.0.0.1:8888/cb".to_owned());
    for host in ["127.0.0.2:8888", "localhost:8888", "[::1]:8888", "127.0.0.1:8889"] {
        let callback = format!("http://{host}/cb?code=a&state={STATE}");
        assert_eq!(refused(&local, &callback), Reason::RedirectUriMismatch, "{host}");
    }
    assert!(takes(&Client::code(), &with_state("code=a")));
}

/// Characters that break a header, a line of a log, or the order in which a line is read.
const HOSTILE: [&str; 11] = [
    "%00",
    "%0D%0A",
    "%0A",
    "%7F",
    "%FF",
    "%C3%28",
    "%E2%80%AE",
    "%D8%9C",
    "%E2%80%A8",
    "%EF%BB%BF",
    "%F0%9F%98%80",
];

#[test]
fn t_008_hostile_characters_are_refused_or_said_without_effect() {
    for text in HOSTILE {
        let code = refused(&Client::code(), &with_state(&format!("code=a{text}b")));
        assert_eq!(code, Reason::InvalidCharacter, "{text}");
        let state = format!("{CALLBACK}?code=a&state={STATE}{text}");
        assert_eq!(refused(&Client::code(), &state), Reason::StateMismatch);
        for name in ["error", "error_description", "error_uri"] {
            let first = if name == "error" { "" } else { "error=x&" };
            let callback = with_state(&format!("{first}{name}=a{text}b"));
            let error = Client::code().receive(STATE, &callback).unwrap_err();
            let uri = error.uri().unwrap_or_default();
            assert_printable(&format!("{error} {error:?} {uri}"));
        }
        let unread = with_state(&format!("code=a&nobody{text}={text}"));
        assert!(takes(&Client::code(), &unread), "what nobody reads does no harm");
    }
}

#[track_caller]
fn assert_printable(text: &str) {
    let order = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{feff}'];
    let hostile =
        |c: char| c.is_control() || order.contains(&c) || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(hostile), "{}", text.escape_debug());
}

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[tokio::test]
async fn t_009_a_code_of_another_login_is_refused_by_its_verifier_and_not_tried_again() {
    let simulator = Simulator::start().await.unwrap();
    let redirect_uri = "http://127.0.0.1:8888/callback";
    simulator.register(SimulatedApp::public("mixtape").redirect_uri(redirect_uri));
    let app = Mixtape { client_id: "mixtape".into(), redirect_uri: redirect_uri.parse().unwrap() };
    let (victim, attacker) = (app.begin().authorize().unwrap(), app.begin().authorize().unwrap());
    let stolen = simulator.user().visit(attacker.authorize_url()).await.unwrap();
    let code = value_of(stolen.split_once('?').unwrap().1, "code").unwrap();
    let state = value_of(victim.authorize_url().split_once('?').unwrap().1, "state").unwrap();
    let injected = format!("{redirect_uri}?code={code}&state={state}");
    let attempt = victim.receive(injected).unwrap();
    let error = attempt.exchange(&simulator.transport()).await.unwrap_err();
    assert_eq!((error.reason(), error.code()), (Reason::InvalidGrant, Some("invalid_grant")));
    let asked = simulator.requests().into_iter().filter(|request| request.path == "/api/token");
    assert_eq!(asked.count(), 1);
}

#[test]
fn t_010_a_token_where_a_code_was_asked_for_is_refused() {
    for token in ["access_token=evil", "id_token=evil", "token=evil"] {
        let beside = with_state(&format!("code=a&{token}"));
        let alone = with_state(token);
        let behind = format!("{}#{token}&token_type=Bearer", with_state("code=a"));
        for callback in [beside, alone, behind] {
            let reason = refused(&Client::code(), &callback);
            assert_eq!(reason, Reason::UnexpectedResponseType, "{callback}");
        }
    }
    let in_fragment = format!("{CALLBACK}#state={STATE}&code=a");
    assert_eq!(refused(&Client::code(), &in_fragment), Reason::CodeMissing);
    let hybrid = format!("{in_fragment}&access_token=a&token_type=Bearer");
    assert_eq!(refused(&Client::implicit(), &hybrid), Reason::UnexpectedResponseType);
    let in_query = with_state("access_token=a&token_type=Bearer");
    assert_eq!(refused(&Client::implicit(), &in_query), Reason::AccessTokenMissing);
}

#[test]
fn t_011_a_huge_callback_is_refused_at_once() {
    let begun = Instant::now();
    let huge = with_state(&format!("code={}", "a".repeat(1 << 20)));
    assert_eq!(refused(&Client::code(), &huge), Reason::CallbackTooLong);
    let crowded = with_state(&format!("code=a{}", "&b=1".repeat(100_000)));
    assert_eq!(refused(&Client::code(), &crowded), Reason::CallbackTooLong);
    // As many as fit: reading them must not take the square of their number.
    let names: String = (0..9_000).map(|n| format!("&{n}=")).collect();
    assert!(takes(&Client::code(), &with_state(&format!("code=a{names}"))));
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
}

#[test]
fn t_012_no_login_goes_out_without_s256_whatever_the_server_says() {
    let flow = include_str!("../../flows/cases_pkce.toml");
    for slip in ["code_challenge_method = \"plain\"", "code_challenge = \"{code_verifier}\""] {
        let adjusted = format!("[transitions.authorize.redirect.query]\n{slip}\n\n[provider]");
        assert!(slip_is_refused(flow, "[provider]", &adjusted), "{slip}");
    }
    let client = Client::pkce();
    let url = |attempt: &Machine| {
        let slots = attempt.flow().slots.iter();
        let shown = slots.clone().position(|slot| slot.name == "authorize_url").unwrap();
        attempt.shown(shown).to_owned()
    };
    for description in ["transform algorithm not supported", "code_challenge_method plain only"] {
        let attempt = client.authorize(STATE, VERIFIER).unwrap();
        let url = url(&attempt);
        let (_, query) = url.split_once('?').unwrap();
        assert_eq!(value_of(query, "code_challenge_method").as_deref(), Some("S256"));
        assert_ne!(value_of(query, "code_challenge").as_deref(), Some(VERIFIER));
        let said = format!("error=invalid_request&error_description={description}");
        assert_eq!(refused(&client, &with_state(&said)), Reason::InvalidRequest);
    }
}

#[test]
fn t_013_a_login_that_begins_again_shares_nothing_with_the_one_before() {
    let app = Mixtape {
        client_id: "mixtape".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
    };
    let mut seen = BTreeSet::new();
    for _ in 0..2_000 {
        let attempt = app.begin().authorize().unwrap();
        let (_, query) = attempt.authorize_url().split_once('?').unwrap();
        let state = value_of(query, "state").unwrap();
        let challenge = value_of(query, "code_challenge").unwrap();
        let kept = serde_json::to_value(attempt.suspend()).unwrap();
        let verifier = kept["slots"]["code_verifier"].as_str().unwrap().to_owned();
        for value in [state, challenge, verifier] {
            assert_eq!(value.len(), 43, "256 bits");
            assert!(seen.insert(value), "a value came back");
        }
    }
}

#[test]
fn t_015_an_endpoint_that_no_browser_should_open_is_refused_before_there_is_a_program() {
    let hostile = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--help",
        "http://server.example/authorize",
        "https://server.example/authorize#fragment",
        "https://user:word@server.example/authorize",
        "https://server.example/a b",
        "//server.example/authorize",
        "",
    ];
    for endpoint in hostile {
        assert!(is_refused("\"{base}/authorize\"", &format!("{endpoint:?}")), "{endpoint}");
        assert!(is_refused("\"{base}/token\"", &format!("{endpoint:?}")), "{endpoint}");
    }
    assert!(is_refused("\"{base}/authorize\"", "17"), "an endpoint is a text");
    for base in ["javascript:alert(1)", "file:///x", "http://server.example", "https://a b"] {
        assert!(spotify_flow::Origin::new(base).is_err(), "{base}");
    }
}
