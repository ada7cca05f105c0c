//! `expires_in`: how long a token lives.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::member::Member;
use super::members::kind;
use super::moment;
use crate::protocol::flow_def::Expires;
use crate::{Error, Reason};

/// The longest life that is believed: ten years. A server that says more means "very long".
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Reads `expires_in` (RFC 6749 section 5.1): seconds, as a number or, as several servers have it,
/// as a string of one. Fractions are cut off. Zero is a token that has ended already. Some providers
/// count milliseconds, and some say the moment of the end: then what is left until it counts.
pub(super) fn read(
    value: Option<Member<'_>>,
    form: Expires,
    now: SystemTime,
) -> Result<Option<Duration>, Error> {
    let (number, what) = match &value {
        None => return Ok(None),
        Some(Member::Text(text)) => (digits(text), "a string"),
        Some(Member::Other(value)) => (value.as_f64(), kind(value)),
    };
    let seconds = match (form, number) {
        (Expires::Seconds, number) => number,
        (Expires::Milliseconds, number) => number.map(|number| number / 1000.0),
        (Expires::Moment, number) => {
            let date = || moment::of_text(value.as_ref().and_then(Member::as_str)?);
            number.map(moment::of_number).or_else(date).map(|end| left(end, now))
        }
    };
    match seconds {
        Some(seconds) if seconds.is_finite() && seconds >= 0.0 => {
            Ok(Some(Duration::from_secs_f64(seconds.trunc().min(LONGEST.as_secs_f64()))))
        }
        _ => Err(invalid(what, form)),
    }
}

/// How long it is until an end, in seconds; nothing where it has passed.
fn left(end: f64, now: SystemTime) -> f64 {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    (end - since.as_secs_f64()).max(0.0)
}

fn invalid(what: &str, form: Expires) -> Error {
    let wanted = match form {
        Expires::Seconds => "length of time in seconds",
        Expires::Milliseconds => "length of time in milliseconds",
        Expires::Moment => "moment: a number of seconds since 1970, or a date with its time zone",
    };
    let message = format!("`expires_in` is {what} that is no {wanted}");
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
        in_form(value, Expires::Seconds)
    }

    /// The same of another form, at half past one on the first day of 1970.
    fn in_form(value: Value, form: Expires) -> Option<u64> {
        let member = if let Value::String(text) = value {
            Member::Text(text.into())
        } else {
            Member::Other(value)
        };
        let now = UNIX_EPOCH + Duration::from_secs(5400);
        read(Some(member), form, now).ok().flatten().map(|life| life.as_secs())
    }

    #[test]
    fn a_length_may_be_of_milliseconds() {
        for value in [Value::from(3_600_000), "3600000".into(), 3_600_999.into()] {
            assert_eq!(in_form(value, Expires::Milliseconds), Some(3600));
        }
        assert_eq!(in_form((-1).into(), Expires::Milliseconds), None);
    }

    #[test]
    fn of_a_moment_counts_what_is_left() {
        for value in
            [Value::from(5460), "5460".into(), "1970-01-01T01:31:00Z".into(), 5460.9.into()]
        {
            assert_eq!(in_form(value, Expires::Moment), Some(60));
        }
        assert_eq!(in_form("1970-01-01T00:00:00Z".into(), Expires::Moment), Some(0));
        assert_eq!(in_form("tomorrow".into(), Expires::Moment), None);
        assert_eq!(in_form(true.into(), Expires::Moment), None);
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
