//! Answers that came whole and can't be used: nobody asks for them again, and nobody loses the
//! refresh token that is in them.

use std::sync::Arc;
use std::time::Duration;

use spotify_flow::bytes::Bytes;
use spotify_flow::http::Response;
use spotify_flow::store::{Account, MemoryStore};
use spotify_flow::{Error, ErrorKind, Reason, Session, Token};
use spotify_flow_tests::cases::{Answer, Client, Code, Desk, value_of};

use crate::stage::of;

/// What stands in a token answer that is as it should be, each member as it is written.
const MEMBERS: [(&str, &str); 5] = [
    ("access_token", r#""new""#),
    ("token_type", r#""Bearer""#),
    ("expires_in", "3600"),
    ("refresh_token", r#""r2""#),
    ("scope", r#""a b""#),
];

/// Members that say that something went wrong.
const OF_ERRORS: [&str; 4] = ["error", "error_description", "error_uri", "message"];

/// A member that nobody reads.
const UNREAD: &str = "id_token";

/// Every type that JSON has, and texts that no member should hold.
const VALUES: [&[u8]; 26] = [
    b"null",
    b"true",
    b"false",
    b"0",
    b"-1",
    b"1.5",
    b"1e3",
    b"1e400",
    b"[]",
    b"[1]",
    b"[\"a\",\"b\"]",
    b"[\"a\",5]",
    b"[[[]]]",
    b"{}",
    b"{\"message\":\"no\"}",
    b"{\"refresh_token\":\"another\"}",
    b"\"\"",
    b"\" \"",
    b"\"mac\"",
    b"\"1 hour\"",
    b"\"-1\"",
    b"\"\\u0000\"",
    b"\"\\ud800\"",
    b"\"\xff\xfe\"",
    b"\"a\nb\"",
    b"\"https://elsewhere.example\"",
];

/// A token answer in which one member has this value, beside what it has or in its place.
fn odd(name: &str, value: &[u8], twice: bool) -> Vec<u8> {
    let mut body = b"{".to_vec();
    let mut add = |name: &str, value: &[u8]| {
        body.extend(if body.len() > 1 { "," } else { "" }.bytes());
        body.extend(format!("\"{name}\":").bytes());
        body.extend_from_slice(value);
    };
    for (known, value) in MEMBERS {
        if twice || known != name {
            add(known, value.as_bytes());
        }
    }
    add(name, value);
    body.push(b'}');
    body
}

/// A nest that no reader should fall into.
fn deep() -> Vec<u8> {
    [vec![b'['; 5_000], vec![b']'; 5_000]].concat()
}

/// Every odd answer: its name, its body, and the refresh token that is in it.
fn all() -> Vec<(String, Vec<u8>, Option<&'static str>)> {
    let names = MEMBERS.iter().map(|(name, _)| *name).chain(OF_ERRORS).chain([UNREAD]);
    let mut all = Vec::new();
    for name in names {
        let values = VALUES.iter().map(|value| value.to_vec()).chain([deep()]);
        for value in values {
            let shown = String::from_utf8_lossy(&value).chars().take(40).collect::<String>();
            let own = name == "refresh_token";
            let new = if own { refresh_token_in(&value) } else { Some("r2") };
            all.push((format!("{name}: {shown}"), odd(name, &value, false), new));
            let new = if own { refresh_token_in(&value).or(Some("r2")) } else { Some("r2") };
            all.push((format!("{name} twice, then: {shown}"), odd(name, &value, true), new));
        }
    }
    all
}

/// What of these values is a refresh token: a text of visible characters.
fn refresh_token_in(value: &[u8]) -> Option<&'static str> {
    ["mac", "1 hour", "-1", "https://elsewhere.example", " "]
        .into_iter()
        .find(|text| format!("\"{text}\"").as_bytes() == value)
}

fn answer(body: &[u8]) -> Answer {
    let response = Response::builder().header("content-type", "application/json");
    Answer::Response(response.body(Bytes::copy_from_slice(body)).unwrap())
}

fn good(refresh_token: &str) -> Answer {
    let members = r#""access_token":"good","token_type":"Bearer","expires_in":3600"#;
    Answer::ok(&format!(r#"{{{members},"refresh_token":"{refresh_token}"}}"#))
}

/// The refresh tokens that were sent.
fn sent(desk: &Desk) -> Vec<String> {
    let requests = desk.token_requests();
    let bodies = requests.iter().map(|it| String::from_utf8(it.body().to_vec()).unwrap());
    bodies.filter_map(|body| value_of(&body, "refresh_token")).collect()
}

/// The refresh token that another process finds in the store.
async fn stored(alice: &Account) -> Option<String> {
    let app = Client::code().app();
    let found = Session::restore(&app, alice).await.unwrap().unwrap();
    found.token_snapshot().expose_refresh_token().map(str::to_owned)
}

fn alice() -> Account {
    of(&Arc::new(MemoryStore::default()), "alice")
}

/// A session that has `r1`, kept in a store, at a server that answers like this.
async fn kept(answers: Vec<Answer>) -> (Session<Code>, Desk, Account) {
    let (desk, alice) = (Desk::with(answers), alice());
    let token = Token::from_refresh_token("r1", None);
    let session = Session::over(&Client::code().app(), token, desk.clone());
    (session.keep_in(&alice).await.unwrap(), desk, alice)
}

/// What is wrong with an answer is wrong with the answer, and the member that is odd is named.
fn assert_names(error: &Error, name: &str) {
    assert_eq!(error.kind(), ErrorKind::Protocol, "{name}: {error}");
    let member = name.split([' ', ':']).next().unwrap();
    let unreadable = error.reason() == Reason::NotJson;
    assert!(unreadable || error.to_string().contains(&format!("`{member}")), "{name}: {error}");
}

#[tokio::test]
async fn of_an_odd_answer_to_a_renewal_the_refresh_token_is_kept_and_sent_once() {
    let mut tried = 0;
    for (name, body, new) in all() {
        let (session, desk, alice) = kept(vec![answer(&body), good("r3")]).await;
        let first = session.token().await;
        if let Err(error) = &first {
            assert_names(error, &name);
        }
        assert_eq!(sent(&desk), ["r1"], "{name}: what came whole is not asked for again");
        let next = new.unwrap_or("r1");
        assert_eq!(stored(&alice).await.as_deref(), Some(next), "{name}");
        assert_eq!(session.refresh().await.unwrap().expose(), "good", "{name}");
        assert_eq!(sent(&desk), ["r1", next], "{name}");
        assert_eq!(stored(&alice).await.as_deref(), Some("r3"), "{name}");
        tried += 1;
    }
    assert!(tried > 500, "{tried}");
}

/// Sends the user back with a code.
async fn agree(url: String) -> std::io::Result<String> {
    let state = value_of(url.split_once('?').unwrap().1, "state").unwrap();
    Ok(format!("https://client.example/cb?code=c&state={state}"))
}

#[tokio::test]
async fn of_an_odd_answer_to_a_login_the_refresh_token_is_kept_and_sent_once() {
    for (name, body, new) in all() {
        let (desk, alice) = (Desk::with([answer(&body), good("r3")]), alice());
        let login = Client::code().app().login(&desk, agree).await;
        assert_eq!(desk.token_requests().len(), 1, "{name}: a code is sent once");
        let session = match (login, new) {
            (Ok(session), _) => session,
            (Err(error), None) => {
                assert_names(&error, &name);
                continue;
            }
            (Err(error), Some(_)) => panic!("{name}: a login is lost: {error}"),
        };
        let session = session.keep_in(&alice).await.unwrap();
        assert_eq!(stored(&alice).await.as_deref(), new, "{name}");
        let Some(new) = new else { continue };
        assert_eq!(session.refresh().await.unwrap().expose(), "good", "{name}");
        assert_eq!(sent(&desk), [new], "{name}");
        assert_eq!(stored(&alice).await.as_deref(), Some("r3"), "{name}");
    }
}

#[tokio::test]
async fn an_app_asks_anew_once_after_an_odd_answer() {
    for (name, body, _) in all() {
        let desk = Desk::with([answer(&body), good("r3")]);
        let session = Session::over(&Client::robot().robot_app(), Token::default(), desk.clone());
        let session = session.keep_in(&alice()).await.unwrap();
        let first = session.token().await;
        assert_eq!(desk.token_requests().len(), 1, "{name}");
        let Err(error) = first else { continue };
        assert_names(&error, &name);
        assert_eq!(session.token().await.unwrap().expose(), "good", "{name}");
        assert_eq!((desk.token_requests().len(), sent(&desk).len()), (2, 0), "{name}");
    }
}

/// Only what broke off on the way is asked for again.
#[tokio::test]
async fn an_answer_that_broke_off_is_asked_for_again_and_one_that_did_not_is_not() {
    let whole = odd("expires_in", b"3600", false);
    for end in 0..whole.len() {
        let (session, desk, _) = kept(vec![answer(&whole[..end]), good("r3")]).await;
        assert_eq!(session.token().await.unwrap().expose(), "good", "{end}");
        assert_eq!(sent(&desk), ["r1", "r1"], "{end}");
    }
    let page = b"<html><p>Sign in to the Wi-Fi".as_slice();
    for body in [page, b"{}", b"[]", b"\"r2\"", b"5", b"null", b"access_token=a", b"<", b"nul!"] {
        let (session, desk, alice) = kept(vec![answer(body), good("r3")]).await;
        let error = session.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
        assert_eq!(sent(&desk), ["r1"], "{error}");
        assert_eq!(stored(&alice).await.as_deref(), Some("r1"));
        assert_eq!(session.token().await.unwrap().expose(), "good", "the next one who asks");
    }
}

#[tokio::test]
async fn what_stands_around_an_answer_costs_no_refresh_token() {
    let whole = odd("expires_in", b"3600", false);
    let around: [(&[u8], &[u8]); 5] = [
        (b"\xef\xbb\xbf", b""),
        (b"", b"\n<!-- served in 3 ms -->"),
        (b"", b"\0"),
        (b" \r\n\t", b" \r\n"),
        (b"", b"{}"),
    ];
    for (before, after) in around {
        let body = [before, &whole, after].concat();
        let (session, desk, alice) = kept(vec![answer(&body), good("r3")]).await;
        if let Err(error) = session.token().await {
            assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
        }
        assert_eq!(sent(&desk), ["r1"], "{before:?} {after:?}");
        assert_eq!(stored(&alice).await.as_deref(), Some("r2"), "{before:?} {after:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_packed_says_so_and_is_not_asked_for_again() {
    for coding in ["gzip", "br", "x-gzip, deflate", "GZIP"] {
        let packed = answer(b"\x1f\x8b\x08\0\0\0\0\0").header("content-encoding", coding);
        let (session, desk, alice) = kept(vec![packed.clone(), good("r3")]).await;
        let error = session.token().await.unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Protocol, Reason::Packed));
        assert!(error.to_string().contains(coding), "{error}");
        assert_eq!(sent(&desk), ["r1"]);
        assert_eq!(stored(&alice).await.as_deref(), Some("r1"));
        let asked = desk.token_requests().remove(0);
        assert_eq!(asked.headers()["accept-encoding"], "identity");
        let (desk, app) = (Desk::with([packed]), Client::code().app());
        let error = app.login(&desk, agree).await.unwrap_err();
        assert_eq!(error.reason(), Reason::Packed);
    }
    let plain = good("r2").header("content-encoding", "identity");
    let (session, ..) = kept(vec![plain]).await;
    session.token().await.unwrap();
}

/// A server that answers each renewal in the same odd way is not asked without end.
#[tokio::test]
async fn who_gets_one_odd_answer_after_the_other_sends_each_refresh_token_once() {
    let numbered = |number: u32| {
        let answer = odd("expires_in", b"\"\"", false);
        let answer = String::from_utf8(answer).unwrap();
        Answer::ok(&answer.replace("r2", &format!("r{number}")))
    };
    let (session, desk, alice) = kept((2..400).map(numbered).collect()).await;
    for _ in 0..600 {
        session.token().await.unwrap_err();
        desk.wait(Duration::from_secs(1));
    }
    let mut sent = sent(&desk);
    assert!((8..=40).contains(&sent.len()), "{} in ten minutes", sent.len());
    let next = format!("r{}", sent.len() + 1);
    assert_eq!(stored(&alice).await.as_deref(), Some(next.as_str()));
    sent.dedup();
    assert_eq!(sent.len(), desk.token_requests().len());
}

/// A code is spent with its first exchange: the attempt comes to its end with what that brought.
#[tokio::test]
async fn a_step_that_spends_a_code_ends_with_the_refresh_token_that_came_all_the_same() {
    let app = Client::code().app();
    let odd = odd("token_type", b"\"mac\"", false);
    let desk = Desk::with([answer(&odd), good("r3")]);
    let attempt = app.begin().authorize().unwrap();
    let callback = agree(attempt.authorize_url().to_owned()).await.unwrap();
    let attempt = attempt.receive(&callback).unwrap();
    let attempt = attempt.exchange(&desk).await.unwrap();
    assert!(attempt.token().access_token().is_none());
    let session = Session::over(&app, attempt, desk.clone());
    assert_eq!(session.token().await.unwrap().expose(), "good");
    assert_eq!(sent(&desk), ["r2"]);
}

/// A machine that is run by hand says what is wrong, and gives it back beside the attempt.
#[tokio::test]
async fn a_machine_gives_the_refresh_token_back_that_came_all_the_same() {
    let odd = odd("token_type", b"\"mac\"", false);
    let desk = Desk::with([answer(&odd)]);
    let machine = Client::code().authorize("a-state", "").unwrap();
    let callback = "https://client.example/cb?code=c&state=a-state";
    let machine = Client::receive_in(machine, callback).unwrap();
    let (exchange, _) = machine.leaving().next().unwrap();
    let failed = machine.post(exchange, &desk).await.unwrap_err();
    assert_eq!(failed.error().reason(), Reason::TokenTypeUnsupported);
    let token = failed.kept().unwrap();
    assert_eq!(token.expose_refresh_token(), Some("r2"));
    assert!(token.access_token().is_none());
}

#[test]
fn a_url_that_is_too_long_is_an_error_before_the_user_is_sent_away() {
    let mut client = Client::code();
    client.scopes = vec!["s".repeat(70_000)];
    let error = client.authorize_url("a-state", "").unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Configuration, Reason::UrlTooLong));
    client.scopes = vec!["s".repeat(7_000), "t".to_owned()];
    let url = client.authorize_url("a-state", "").unwrap();
    assert!(url.contains("s%20t"), "{url:.100}");
}
