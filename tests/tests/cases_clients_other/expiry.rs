//! When a token is too old.
//!
//! Of the margins of others, that which a session can be asked for is the argument of
//! `token_valid_for`; at the very boundary a token counts as too old here.

use std::time::Duration;

use spotify_flow::Session;
use spotify_flow_tests::cases::{Answer, Case, Client, Code, Desk, VERIFIER, block, settled};

/// A session whose token has this time left, of a life that is hardly longer.
pub(crate) fn session(left: Option<Duration>, next: Answer) -> (Session<Code>, Desk) {
    let life = left.map(|left| left.as_secs() + u64::from(left.subsec_nanos() > 0));
    let (session, desk) = session_of(life, next);
    if let (Some(life), Some(left)) = (life, left) {
        desk.wait(Duration::from_secs(life) - left);
    }
    (session, desk)
}

/// A session whose token lives so long.
pub(crate) fn session_of(life: Option<u64>, next: Answer) -> (Session<Code>, Desk) {
    let first = serde_json::json!({
        "access_token": "old", "token_type": "Bearer", "refresh_token": "r", "expires_in": life,
    });
    let desk = Desk::with([Answer::ok(&first.to_string()), next]);
    let client = Client::code();
    let token = block(client.token("a-code", VERIFIER, &desk)).unwrap();
    (Session::over(&client.app(), token, desk.clone()), desk)
}

pub(crate) fn new_token() -> Answer {
    Answer::ok(r#"{"access_token":"new","token_type":"Bearer","expires_in":3600}"#)
}

/// How often the session asked for a token after the first.
pub(crate) fn renewals(desk: &Desk) -> f64 {
    desk.token_requests().len() as f64 - 1.0
}

pub(crate) fn expiry(case: &mut Case) {
    let margin = case.given.text("margin").map_or(Duration::ZERO, |text| span(&text).unwrap());
    let (now, end) = (case.given.text("now"), case.given.text("expires_at"));
    let left = match (case.given.text("time_left"), case.given.number("expires_in"), end) {
        (Some(left), None, None) => Some(span(&left)),
        (None, Some(seconds), None) => Some(Ok(Duration::from_secs_f64(seconds))),
        (None, None, Some(end)) => Some(Ok(span(&end).unwrap() - span(&now.unwrap()).unwrap())),
        (None, None, None) => None,
        unknown => panic!("nobody knows the time of {unknown:?}"),
    };
    let past = left.and_then(Result::err);
    let (session, desk) = session(left.map(Result::unwrap_or_default), new_token());
    desk.wait(past.unwrap_or_default());
    let access = block(session.token_valid_for(margin)).unwrap();
    let too_old = access.expose() == "new";
    assert_eq!(renewals(&desk), if too_old { 1.0 } else { 0.0 });
    let expected = ["expired", "needs_refresh"].map(|name| case.expect.take(name));
    let expected = expected.into_iter().flatten().next();
    match (expected, case.expect.text("state").as_deref()) {
        (Some(expected), None) => assert_eq!(too_old, expected.as_bool().unwrap()),
        (None, Some("FRESH")) => assert!(!too_old),
        unknown => panic!("nobody knows the state {unknown:?}"),
    }
}

/// A span of time: `12s`, `4.999999999s`, `-1h`; one that is over is an error.
fn span(text: &str) -> Result<Duration, Duration> {
    let number =
        |text: &str, unit: f64| Duration::from_secs_f64(text.parse::<f64>().unwrap() * unit);
    let whole = text.trim_start_matches('-');
    let span = match (whole.strip_suffix('s'), whole.strip_suffix('h')) {
        (Some(seconds), _) => number(seconds, 1.0),
        (None, Some(hours)) => number(hours, 3600.0),
        (None, None) => panic!("`{text}` is no span of time"),
    };
    if text.starts_with('-') { Err(span) } else { Ok(span) }
}

/// Whoever needs a token for some time gets one that is good for it.
pub(crate) fn eager(case: &mut Case) {
    let millis = |value: f64| Duration::from_millis(value as u64);
    let left = case.given.number("time_left_ms").map(millis);
    let threshold = case.given.number("threshold_ms").map(millis).unwrap();
    let (session, desk) = session(left, new_token());
    block(session.token_valid_for(threshold)).unwrap();
    assert_eq!(renewals(&desk), case.expect.number("token_requests").unwrap());
}

/// A token of an hour, near its end.
pub(crate) fn window(case: &mut Case) {
    let left = case.given.number("time_left_s").unwrap() as u64;
    let fails = case.given.text("renew");
    assert!(fails.as_ref().is_none_or(|fails| fails == "error"));
    let next = if fails.is_some() { Answer::of(500, "") } else { new_token() };
    let (session, desk) = session_of(Some(3600), next);
    desk.wait(Duration::from_secs(3600 - left));
    let access = block(settled(&session)).unwrap();
    if let Some(value) = case.expect.text("value") {
        assert_eq!((access.expose(), renewals(&desk)), (value.as_str(), 1.0), "it was tried");
    }
    if let Some(number) = case.expect.number("renewals") {
        assert_eq!(renewals(&desk), number);
    }
}
