//! A server that asks to be left alone.

use std::time::Duration;

use serde_json::Value;
use spotify_flow::Session;
use spotify_flow_tests::cases::{Answer, Case, Code, Desk, block};

use crate::expiry::{renewals, session_of};

/// A session whose token has ended, at a server that asks to wait.
fn throttled(status: u16, seconds: f64) -> (Session<Code>, Desk) {
    let answer = Answer::of(status, "").header("retry-after", &seconds.to_string());
    let (session, desk) = session_of(Some(60), answer);
    desk.wait(Duration::from_secs(61));
    (session, desk)
}

pub(crate) fn left_alone(case: &mut Case) {
    let wait = case.given.number("retry_after").unwrap();
    let (session, desk) = throttled(case.given.number("status").unwrap() as u16, wait);
    let first = block(session.token()).unwrap_err();
    desk.wait(Duration::from_secs_f64(wait / 4.0));
    let second = block(session.token()).unwrap_err();
    assert_eq!(first.to_string(), second.to_string());
    assert_eq!(first.status(), second.status());
    assert_eq!(
        second.retry_after(),
        Some(Duration::from_secs_f64(wait * 3.0 / 4.0)),
        "what is left"
    );
    assert_eq!(renewals(&desk), case.expect.number("requests_within_window").unwrap());
    desk.wait(Duration::from_secs_f64(wait));
    block(session.token()).unwrap_err();
    let after = case.expect.number("requests_after").unwrap_or(2.0);
    assert_eq!(renewals(&desk), after);
}

/// What a server said to one session, it said to no other.
pub(crate) fn others_go_on(case: &mut Case) {
    let status = case.given.number("status").unwrap() as u16;
    let wait = case.given.number("retry_after").unwrap();
    let requests = case.given.take("requests").unwrap();
    let sessions = requests.as_array().unwrap().iter().map(|_| throttled(status, wait));
    let sent = sessions.map(|(session, desk)| {
        block(session.token()).unwrap_err();
        renewals(&desk)
    });
    assert_eq!(sent.sum::<f64>(), case.expect.number("requests").unwrap());
}

/// Whoever insists is heard.
pub(crate) fn forced(case: &mut Case) {
    assert_eq!(case.given.text("last_failure").unwrap(), "5s ago");
    assert_eq!(case.given.take("forced"), Some(Value::Bool(true)));
    let (session, desk) = throttled(503, 60.0);
    block(session.token()).unwrap_err();
    desk.wait(Duration::from_secs(5));
    block(session.token()).unwrap_err();
    let before = renewals(&desk);
    assert_eq!(before, 1.0, "it is left alone");
    block(session.refresh()).unwrap_err();
    assert_eq!(renewals(&desk) - before, case.expect.number("token_requests").unwrap());
}
