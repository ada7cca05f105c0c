//! `expires_in`: how long a token lives.

use std::time::Duration;

use super::member::Member;
use super::members::kind;
use crate::{Error, Reason};

/// The longest life that is believed: ten years. A server that says more means "very long".
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Reads `expires_in` (RFC 6749 section 5.1): seconds, as a number or, as several servers have it,
/// as a string of one. Fractions are cut off. Zero is a token that has ended already.
pub(super) fn read(value: Option<Member<'_>>) -> Result<Option<Duration>, Error> {
    let (seconds, what) = match value {
        None => return Ok(None),
        Some(Member::Text(text)) => (digits(&text), "a string"),
        Some(Member::Other(value)) => (value.as_f64(), kind(&value)),
    };
    match seconds {
        Some(seconds) if seconds.is_finite() && seconds >= 0.0 => {
            Ok(Some(Duration::from_secs_f64(seconds.trunc().min(LONGEST.as_secs_f64()))))
        }
        _ => Err(invalid(what)),
    }
}

fn invalid(what: &str) -> Error {
    let message = format!("`expires_in` is {what} that is no length of time in seconds");
    Error::new(Reason::InvalidExpiresIn, message)
}

/// A string of digits with at most one point: not all that Rust takes for a number.
fn digits(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The seconds that are read, or `None` for what is no length of time.
    fn seconds(value: Value) -> Option<u64> {
        let member = if let Value::String(text) = value {
            Member::Text(text.into())
        } else {
            Member::Other(value)
        };
        read(Some(member)).ok().flatten().map(|life| life.as_secs())
    }

    #[test]
    fn a_string_of_digits_is_a_number_of_seconds() {
        for text in ["3600", " 3600 ", "3600.9", "03600"] {
            assert_eq!(seconds(text.into()), Some(3600), "{text:?}");
        }
    }

    #[test]
    fn another_string_is_no_number_though_rust_reads_it() {
        for text in ["", " ", "1e3", "+5", "-0", "inf", "NaN", "1_000", "1.2.3", "0x10", "."] {
            assert_eq!(seconds(text.into()), None, "{text:?}");
        }
    }

    #[test]
    fn ten_years_are_the_longest_life() {
        assert_eq!(seconds(315_359_999.into()), Some(315_359_999));
        assert_eq!(seconds(315_360_001.into()), Some(315_360_000));
        assert_eq!(seconds(1e300.into()), Some(315_360_000));
    }
}
