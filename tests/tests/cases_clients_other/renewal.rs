//! What a session makes of the answers to its renewals.

use std::time::Duration;

use serde_json::Value;
use spotify_flow::{Session, Token};
use spotify_flow_tests::cases::{
    Answer, Case, Client, Desk, VERIFIER, assert_is, block, settled, value_of,
};
use tokio::task::JoinSet;

use crate::expiry::{new_token, renewals, session_of};

pub(crate) fn rotation(case: &mut Case) {
    let old = case.given.text("old").unwrap();
    let desk = Desk::with([Answer::ok(&case.given.take("body").unwrap().to_string())]);
    let token = Token::from_refresh_token(old.as_str(), None);
    let session = Session::over(&Client::code().app(), token, desk.clone());
    block(session.token()).unwrap();
    let body = desk.token_requests()[0].body().clone();
    assert_eq!(value_of(std::str::from_utf8(&body).unwrap(), "refresh_token"), Some(old));
    assert_eq!(case.expect.text("outcome").unwrap(), "ok");
    let stored = session.token_snapshot().expose_refresh_token().map(str::to_owned);
    assert_eq!(stored, case.expect.text("stored_refresh_token"));
}

/// An end stays one, with its reason; what may pass is tried again.
pub(crate) fn failure(case: &mut Case) {
    let failure = match case.given.text("refresh_error").unwrap().as_str() {
        "network" => Answer::Nothing,
        code => Answer::of(400, &format!(r#"{{"error":"{code}"}}"#)),
    };
    let (session, desk) = session_of(Some(60), failure);
    desk.wait(Duration::from_secs(61));
    let first = block(session.token()).unwrap_err();
    let second = block(session.token()).unwrap_err();
    let authorized = renewals(&desk) == 2.0;
    assert_eq!(Some(Value::Bool(authorized)), case.expect.take("authorized"));
    let kept = !authorized && second.code() == Some("invalid_grant");
    assert_eq!(Some(Value::Bool(kept)), case.expect.take("error_kept"), "{first}, {second}");
    if let Some(refresh_token) = case.expect.take("refresh_token_kept") {
        assert_eq!(refresh_token, session.token_snapshot().has_refresh_token());
    }
}

/// A token that is stale or has ended, and a server that is up or down.
pub(crate) fn outage(case: &mut Case) {
    // When to begin to renew is not the server's to say here: it is the margin before the end.
    let life = case.given.number("expires_in").unwrap() as u64;
    let renew_in = case.given.number("refresh_in").unwrap();
    let up = case.given.text("server").unwrap() == "ok";
    let next = if up { new_token() } else { Answer::of(400, r#"{"error":"invalid_request"}"#) };
    let (session, desk) = session_of(Some(life), next);
    let ended = life <= 300; // a client with a buffer of five minutes says so
    assert!(renew_in < 0.0, "it is time to renew");
    desk.wait(Duration::from_secs(if ended { life + 1 } else { life - 10 }));
    let result = block(settled(&session));
    assert_eq!(renewals(&desk), 1.0);
    match (case.expect.text("source").as_deref(), result) {
        (Some("cache"), Ok(access)) => {
            assert_eq!(case.expect.text("access_token").unwrap(), "old AT");
            assert_eq!(access.expose(), "old");
        }
        (Some("network"), Ok(access)) => assert_eq!(access.expose(), "new"),
        (None, Err(error)) => {
            assert_eq!(case.expect.text("outcome").unwrap(), "reject");
            assert_is(&error, &case.expect.text("error").unwrap());
        }
        (source, result) => panic!("a token from {source:?} was expected, and {result:?} came"),
    }
}

/// Without an access token, callers wait for one.
pub(crate) fn without_access_token(case: &mut Case) {
    assert_eq!(case.given.take("token"), Some(Value::Null));
    assert_eq!(case.expect.text("state").unwrap(), "INVALID");
    let desk = Desk::with([new_token()]);
    let token = Token::from_refresh_token("r", None);
    let session = Session::over(&Client::code().app(), token, desk.clone());
    let blocks = block(async {
        desk.close();
        let waits = tokio::time::timeout(Duration::from_millis(20), session.token()).await.is_err();
        desk.open();
        assert_eq!(session.token().await.unwrap().expose(), "new");
        waits
    });
    assert_eq!(case.expect.take("blocking_refresh"), Some(Value::Bool(blocks)));
    assert_eq!(desk.token_requests().len(), 1, "who went away had asked already");
}

pub(crate) fn granted_scope(case: &mut Case) {
    let mut client = Client::code();
    client.scopes = case.given.texts("requested").unwrap();
    let body = serde_json::json!({
        "access_token": "t", "token_type": "Bearer", "scope": case.given.text("body_scope"),
    });
    let desk = Desk::with([Answer::ok(&body.to_string())]);
    let token = block(client.token("a-code", VERIFIER, &desk)).unwrap();
    let session = Session::over(&client.app(), token, desk);
    assert_eq!(Some(session.scopes()), case.expect.texts("scopes"));
}

pub(crate) fn without_refresh_token(case: &mut Case) {
    assert_eq!(case.given.take("forced"), Some(Value::Bool(true)));
    assert_eq!(case.given.take("refresh_token"), Some(Value::Null));
    let desk = Desk::with([new_token()]);
    let token = block(Client::code().token("a-code", VERIFIER, &desk)).unwrap();
    let session = Session::over(&Client::code().app(), token, desk.clone());
    let error = block(session.refresh()).unwrap_err();
    assert_eq!(case.expect.text("reason").unwrap(), error.reason().as_str());
    let asked = renewals(&desk) > 0.0;
    assert_eq!(case.expect.take("should"), Some(Value::Bool(asked)));
}

pub(crate) fn many_at_once(case: &mut Case) {
    assert_eq!(case.given.text("token").unwrap(), "expired");
    let number = case.given.number("concurrent").unwrap() as usize;
    let (session, desk) = session_of(Some(60), new_token());
    desk.wait(Duration::from_secs(61));
    let tokens = block(async {
        let ask = |session: Session<_>| async move { session.token().await.unwrap() };
        let all: JoinSet<_> = (0..number).map(|_| ask(session.clone())).collect();
        all.join_all().await
    });
    assert!(tokens.len() == number && tokens.iter().all(|token| token.expose() == "new"));
    assert_eq!(renewals(&desk), case.expect.number("token_requests").unwrap());
}

pub(crate) fn again_after_a_failure(case: &mut Case) {
    let sequence = case.given.texts("sequence").unwrap();
    assert_eq!(sequence, ["request (token endpoint 400)", "request"]);
    let first =
        r#"{"access_token":"old","token_type":"Bearer","refresh_token":"r","expires_in":0}"#;
    let desk = Desk::with([Answer::ok(first), Answer::of(400, ""), new_token()]);
    let token = block(Client::code().token("a-code", VERIFIER, &desk)).unwrap();
    let session = Session::over(&Client::code().app(), token, desk.clone());
    // Who asks while the first one fails shares its failure; who asks later does not.
    let failed = block(async { tokio::join!(session.token(), session.token()) });
    assert!(failed.0.is_err() && failed.1.is_err());
    assert_eq!(renewals(&desk), 1.0);
    let outcome = if block(session.token()).is_ok() { "ok" } else { "reject" };
    assert_eq!(case.expect.text("outcome").unwrap(), outcome);
    assert_eq!(renewals(&desk), case.expect.number("token_requests").unwrap());
}
