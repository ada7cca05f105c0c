//! Events that no step takes, and what may be said of them.

use spotify_flow::{Failed, Machine, Reason};

use crate::chance::Chance;
use crate::ledger::{Breach, Verdict};
use crate::server::Answer;

/// A callback made of a good one, which is not the answer any more.
pub(crate) fn bad_callback(chance: &mut Chance, good: &str, compares: bool) -> String {
    match chance.below(9) {
        0 if compares => good.replace("state=", "state=x"),
        1 if compares => good.replace("state=", "stat="),
        2 => good.replace("127.0.0.1", "127.0.0.2"),
        3 => "no URL".to_owned(),
        4 => format!("{good}&error=access_denied&code=x&access_token=x"),
        5 => format!("{good}&error=access_denied"),
        6 => format!("{good}&state=1&state=2"),
        7 => "x".repeat(70_000),
        _ => String::new(),
    }
}

/// An answer of the server that takes no step, made of a good one; or none at all.
pub(crate) fn bad_answer(chance: &mut Chance, good: &str) -> Answer {
    let body = match chance.below(9) {
        0 => return None,
        1 => return Some((503, good.to_owned())),
        2 => return Some((429, good.to_owned())),
        3 => return Some((302, good.to_owned())),
        4 => return Some((400, r#"{"error":"invalid_grant"}"#.to_owned())),
        5 => return Some((401, "<html>".to_owned())),
        6 => r#"{"error":"invalid_request"}"#,
        7 => "<html>",
        _ => "",
    };
    Some((200, body.to_owned()))
}

/// A refusal must be about the event, and not about the flow.
pub(crate) fn refused(failed: Failed<Machine>) -> Verdict<Machine> {
    let (reason, error) = (failed.error().reason(), failed.error().to_string());
    if reason == Reason::ValueMissing {
        return Err((Breach::Undefined, error));
    }
    if matches!(reason, Reason::WrongStep | Reason::ValueInvalid) {
        return Err((Breach::Unhandled, error));
    }
    Ok(failed.into_attempt())
}
