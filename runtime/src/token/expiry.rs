//! `expires_in`: how long a token lives.

use std::time::Duration;

use serde_json::Value;

use super::member::Member;
use crate::{Error, Reason};

/// The longest life that is believed: ten years. A server that says more means "very long".
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Reads `expires_in` (RFC 6749 section 5.1): seconds, as a number or, as several servers have it,
/// as a string of one. Fractions are cut off. Zero is a token that has ended already.
pub(super) fn read(value: Option<Member<'_>>) -> Result<Option<Duration>, Error> {
    let seconds = match value {
        None => return Ok(None),
        Some(Member::Text(text)) => digits(&text),
        Some(Member::Other(Value::Number(number))) => number.as_f64(),
        Some(Member::Other(_)) => None,
    };
    match seconds {
        Some(seconds) if seconds.is_finite() && seconds >= 0.0 => {
            Ok(Some(Duration::from_secs_f64(seconds.trunc().min(LONGEST.as_secs_f64()))))
        }
        _ => Err(Error::new(Reason::InvalidExpiresIn, "`expires_in` is no length of time")),
    }
}

/// A string of digits with at most one point: not all that Rust takes for a number.
fn digits(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| plain)
}
