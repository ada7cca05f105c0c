//! What a session makes of the answers to its renewals.

use std::time::Duration;

use serde_json::{Value, json};
use spotify_flow::flow_def::FlowDef;
use spotify_flow::{ClientId, ClientSecret, ErrorKind, Session, Token, spotify_flow};
use spotify_flow_tests::bundled_apps;
use spotify_flow_tests::cases::{Answer, Client, Code, Desk, value_of};

use crate::stage::AN_HOUR;

fn token(refresh_token: &Value) -> Answer {
    let token = json!({
        "access_token": "new", "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": refresh_token,
    });
    Answer::ok(&token.to_string())
}

/// A session that has a refresh token and nothing else, at a server that answers like this.
fn session<const N: usize>(answers: [Answer; N]) -> (Session<Code>, Desk) {
    let desk = Desk::with(answers);
    let token = Token::from_refresh_token("old-refresh", None);
    (Session::over(&Client::code().app(), token, desk.clone()), desk)
}

/// The parameters of the last renewal.
fn sent(desk: &Desk) -> String {
    String::from_utf8(desk.token_requests().pop().unwrap().body().to_vec()).unwrap()
}

#[tokio::test]
async fn t_122_of_all_refusals_one_ends_a_session() {
    let of = |code: &str| json!({ "error": code, "error_description": "no" }).to_string();
    let codes = [
        "invalid_request",
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "access_denied",
        "server_error",
        "temporarily_unavailable",
        "invalid_token",
        "invalid_grant_or_so",
        "INVALID_GRANT",
        "",
    ];
    let page = "<html><h1>503 Out of Order</h1> invalid_grant</html>".to_owned();
    let mut refusals: Vec<(u16, String)> = codes.map(|code| (400, of(code))).into();
    refusals.extend([401, 403].map(|status| (status, of("invalid_client"))));
    refusals.extend([400, 403, 404, 500].map(|status| (status, page.clone())));
    refusals.extend([429, 500, 503].map(|status| (status, of("invalid_grant"))));
    refusals.extend([400, 403, 500].map(|status| (status, String::new())));
    for (status, body) in refusals {
        let (session, desk) = session([Answer::of(status, &body), token(&Value::Null)]);
        let error = session.token().await.unwrap_err();
        assert_ne!(error.kind(), ErrorKind::ConsentRequired, "{status} {body}");
        desk.wait(Duration::from_secs(120));
        assert_eq!(session.token().await.unwrap().expose(), "new", "{status} {body}");
        assert_eq!(value_of(&sent(&desk), "refresh_token").as_deref(), Some("old-refresh"));
    }
    for status in [400, 401, 403] {
        let (session, desk) = session([Answer::of(status, &of("invalid_grant"))]);
        for _ in 0..3 {
            let error = session.token().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConsentRequired, "{status}");
            desk.wait(AN_HOUR);
        }
        assert_eq!(desk.token_requests().len(), 1, "an end is an end");
        assert!(session.token_snapshot().has_refresh_token(), "set aside: servers have been wrong");
    }
}

/// What a gateway says of a server that did not answer it tells nothing of what that did: the answer
/// may be lost, and is asked for once more, as long as the server still gives it. (What other statuses
/// mean that, and when the server's own words say otherwise, stands in `refusals.rs`.)
#[tokio::test]
async fn t_115_an_answer_that_a_gateway_lost_is_asked_for_again_at_once() {
    for status in [502, 504] {
        let gateway = Answer::of(status, "<html>Bad Gateway</html>");
        let (lucky, desk) = session([gateway.clone(), token(&Value::Null)]);
        assert_eq!(lucky.token().await.unwrap().expose(), "new");
        assert_eq!(desk.token_requests().len(), 2);
        let (session, desk) = session([gateway]);
        let error = session.token().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Transient, Some(status)));
        assert_eq!(desk.token_requests().len(), 2, "and not a third time");
    }
}

/// Whoever asks again and again does not make the session do so.
#[tokio::test]
async fn t_036_a_server_that_refuses_is_asked_less_and_less() {
    let garbage = Answer::ok(r#"{"token":"elsewhere"}"#);
    let wrong = Answer::of(401, r#"{"error":"invalid_client"}"#);
    for answer in [garbage, wrong, Answer::of(403, "<html>Forbidden</html>")] {
        let (session, desk) = session([answer]);
        for _ in 0..600 {
            let error = session.token().await.unwrap_err();
            assert_ne!(error.kind(), ErrorKind::ConsentRequired);
            desk.wait(Duration::from_secs(1));
        }
        let requests = desk.token_requests().len();
        assert!((8..=40).contains(&requests), "{requests} in ten minutes");
    }
}

/// One thing is otherwise than in the table that the threat comes from, which would refuse an empty
/// text: an answer without a refresh token keeps the old one, and an empty one is none.
#[tokio::test]
async fn t_134_an_answer_without_a_new_refresh_token_keeps_the_old_one() {
    let (old, new) = ("old-refresh", "new-refresh");
    for (answer, kept) in
        [(json!(old), old), (Value::Null, old), (json!(""), old), (json!(new), new)]
    {
        let (session, desk) = session([token(&answer)]);
        session.token().await.unwrap();
        desk.wait(AN_HOUR);
        session.token().await.unwrap();
        assert_eq!(value_of(&sent(&desk), "refresh_token").as_deref(), Some(kept), "{answer}");
    }
    let left_out = json!({ "access_token": "new", "token_type": "Bearer", "expires_in": 3600 });
    let (session, _) = session([Answer::ok(&left_out.to_string())]);
    session.token().await.unwrap();
    assert_eq!(session.token_snapshot().expose_refresh_token(), Some(old));
}

/// A renewal asks for what was granted by asking for nothing (RFC 6749 section 6).
#[tokio::test]
async fn t_127_a_renewal_asks_for_no_scope_and_so_never_for_more() {
    let narrower = json!({
        "access_token": "new", "token_type": "Bearer", "expires_in": 3600, "scope": "a",
    });
    let (session, desk) = session([Answer::ok(&narrower.to_string())]);
    session.token().await.unwrap();
    assert_eq!(session.scopes(), ["a"], "of the two that the app asks for");
    desk.wait(AN_HOUR);
    session.token().await.unwrap();
    assert_eq!(value_of(&sent(&desk), "scope"), None);
    let renews = |flow: &&&FlowDef| flow.renew.is_some();
    let flows = bundled_apps::tables();
    let renewals: Vec<_> = flows.iter().filter(renews).collect();
    assert!(renewals.len() > 10);
    for flow in renewals {
        let mut form = flow.renew.as_ref().unwrap().form.iter();
        assert!(form.all(|parameter| parameter.name != "scope"), "{}", flow.provider.name);
    }
}

#[spotify_flow(client_credentials)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
}

/// Servers should give such an app no refresh token (RFC 6749 section 4.4.3), and some do.
#[tokio::test]
async fn an_app_of_its_own_asks_anew_though_it_was_given_a_refresh_token() {
    let desk = Desk::with([token(&json!("r"))]);
    let app = Service { client_id: "service".into(), client_secret: "secret".into() };
    let session = Session::over(&app, Token::from_refresh_token("r", None), desk.clone());
    for _ in 0..2 {
        assert_eq!(session.token().await.unwrap().expose(), "new");
        let grant_type = value_of(&sent(&desk), "grant_type");
        assert_eq!(grant_type.as_deref(), Some("client_credentials"));
        desk.wait(AN_HOUR);
    }
    assert_eq!(desk.token_requests().len(), 2);
}

/// Lost is what did not arrive whole. (What arrived and is odd stands in `odd_answers.rs`.)
#[tokio::test]
async fn a_success_that_broke_off_is_an_answer_that_was_lost_and_one_that_is_whole_is_none() {
    let error = json!({ "error": "temporarily_unavailable" }).to_string();
    for (answer, sends) in [
        (Answer::ok(r#"{"access_token":"ne"#), 2),
        (Answer::ok(""), 2),
        (Answer::ok("{}"), 1),
        (Answer::ok(&error), 1),
        (Answer::of(400, &error), 1),
        (Answer::of(500, ""), 1),
        (Answer::of(503, &error), 1),
        (Answer::of(302, ""), 1),
        (Answer::Nothing, 1),
    ] {
        let (session, desk) = session([answer.clone()]);
        session.token().await.unwrap_err();
        assert_eq!(desk.token_requests().len(), sends, "{answer:?}");
    }
}
