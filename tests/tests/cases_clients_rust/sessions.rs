//! A token that is renewed, and what the server answers.

use std::time::Duration;

use http::header::AUTHORIZATION;
use spotify_flow::{App, Session, Token};
use spotify_flow_tests::cases::{Answer, Case, Client, Desk, VERIFIER, block, settled};

use crate::outcome::{answer, check_error, check_request};

/// How long the first token lives, in seconds; it is stale for the last tenth of that.
const LIFE: u64 = 100;

pub(crate) fn run(case: &mut Case, refresh_token: &str) {
    let mut client = Client::code();
    client.id = case.given.text("client_id").unwrap_or(client.id);
    client.secret = case.given.text("client_secret").unwrap_or(client.secret);
    let access = case.given.text("access_token").unwrap_or_else(|| "old".to_owned());
    let scopes = case.given.texts("granted_scope").unwrap_or_default();
    let desk = Desk::with([
        first(&access, refresh_token, &scopes.join(" ")),
        answer(case.given.facts("response")),
    ]);
    let token = block(client.token("a-code", VERIFIER, &desk)).unwrap();
    match case.given.text("client_auth").as_deref() {
        None | Some("basic") => {
            renew(case, Session::over(&client.app(), token, desk.clone()), &desk)
        }
        Some("body") => {
            renew(case, Session::over(&client.app_in_form(), token, desk.clone()), &desk)
        }
        unknown => panic!("no client of ours authenticates by {unknown:?}"),
    }
}

fn first(access: &str, refresh_token: &str, scope: &str) -> Answer {
    let body = serde_json::json!({
        "access_token": access, "token_type": "Bearer", "expires_in": LIFE,
        "refresh_token": refresh_token, "scope": scope,
    });
    Answer::ok(&body.to_string())
}

fn renew<A: App>(case: &mut Case, session: Session<A>, desk: &Desk) {
    desk.wait(Duration::from_secs(match case.given.text("access_token_state").as_deref() {
        None | Some("expired") => LIFE + 1,
        Some("inside refresh window, not expired") => LIFE - 5,
        unknown => panic!("nobody knows the state {unknown:?}"),
    }));
    let expect = &mut case.expect;
    let result = match case.given.text("caller_cancelled").as_deref() {
        None => Some(block(settled(&session))),
        Some("after request sent, before response read") => {
            block(gone_before_the_answer(&session, desk));
            None
        }
        unknown => panic!("nobody knows when {unknown:?} is"),
    };
    let renewal = desk.token_requests().remove(1);
    check_request(case.given.facts("request"), &renewal);
    match (expect.text("result").unwrap().as_str(), result) {
        ("ok", None) => assert!(session.token_snapshot().access_token().is_some()),
        ("ok", Some(Ok(access))) => {
            let expected = expect.text("access_token");
            assert!(expected.is_none_or(|expected| expected == access.expose()));
        }
        ("error", Some(Err(error))) => check_error(expect, &error),
        (result, came) => panic!("{result} was expected, and {came:?} came"),
    }
    let now = session.token_snapshot();
    if let Some(seconds) = expect.number("expires_in") {
        let end = now.access_token().unwrap().expires_at().unwrap();
        let at = spotify_flow::Transport::clock(desk).now();
        assert_eq!(end.duration_since(at).unwrap().as_secs_f64(), seconds);
    }
    if let Some(scope) = expect.texts("scope") {
        assert_eq!(session.scopes(), scope);
    }
    if let Some(refresh_token) = expect.text("refresh_token") {
        assert_eq!(now.expose_refresh_token(), Some(refresh_token.as_str()));
    }
    if let Some(authorization) = expect.text("next_api_request_authorization") {
        block(session.get("/me").send()).unwrap();
        assert_eq!(desk.api_requests()[0].headers()[AUTHORIZATION], authorization);
    }
    match expect.take("stored_refresh_token_after") {
        None => {}
        // A dead token is set aside, not erased: providers have called one dead by mistake. What
        // counts is that nobody uses it again.
        Some(gone) if gone.is_null() => dead(&session, desk),
        Some(kept) => assert_eq!(now.expose_refresh_token(), kept.as_str()),
    }
    if let Some(number) = expect.number("token_requests") {
        assert_eq!(desk.token_requests().len() as f64, 1.0 + number, "the first token, and these");
    }
}

/// A caller who goes away while the server thinks.
async fn gone_before_the_answer<A: App>(session: &Session<A>, desk: &Desk) {
    desk.close();
    let caller = session.token();
    assert!(tokio::time::timeout(Duration::from_millis(20), caller).await.is_err());
    desk.open();
    let old = session.token_snapshot().expose_refresh_token().map(str::to_owned);
    for _ in 0..100 {
        if session.token_snapshot().expose_refresh_token() != old.as_deref() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The same question gets the same answer, and the server is not asked.
fn dead<A: App>(session: &Session<A>, desk: &Desk) {
    let asked = desk.token_requests().len();
    let error = block(session.token()).unwrap_err();
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(desk.token_requests().len(), asked);
}

/// A margin of ten seconds is that of a token of a hundred.
pub(crate) fn margin(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    for (name, left) in [("valid_at_20s", 20), ("valid_at_3s", 3)] {
        let desk = Desk::with([first("old", "r", ""), first("new", "r", "")]);
        let token: Token = block(Client::code().token("a-code", VERIFIER, &desk)).unwrap();
        let session = Session::over(&Client::code().app(), token, desk.clone());
        desk.wait(Duration::from_secs(LIFE - left));
        // One that is stale is given out once more, while another is asked for.
        assert_eq!(block(settled(&session)).unwrap().expose(), "old");
        let access = block(session.token()).unwrap();
        let valid = case.expect.take(name).unwrap().as_bool().unwrap();
        assert_eq!(access.expose(), if valid { "old" } else { "new" });
    }
}
