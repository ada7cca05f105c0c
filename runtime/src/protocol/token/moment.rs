//! A moment, as servers write it.

use std::time::UNIX_EPOCH;

/// What is above this is milliseconds since 1970: seconds get there in the year 5138.
const MILLISECONDS: f64 = 1e11;

/// The seconds since 1970 that a number means.
pub(super) fn of_number(number: f64) -> f64 {
    if number > MILLISECONDS { number / 1000.0 } else { number }
}

/// The seconds since 1970 of a date: as RFC 3339 has it, or as HTTP does (RFC 9110 section 5.6.7). One
/// without its time zone is none: it may mean any of a day's hours.
pub(super) fn of_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let of_http = || {
        let date = httpdate::parse_http_date(text).ok()?;
        Some(date.duration_since(UNIX_EPOCH).ok()?.as_secs_f64())
    };
    of_internet(text).or_else(of_http)
}

/// `2026-11-28T09:30:00.5+01:00`
fn of_internet(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.split('-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let at = time.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = time.split_at_checked(at)?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut time = time.split(':').map(number);
    let (hour, minute) = (time.next()??, time.next()??);
    let second = time.next().unwrap_or(Some(0))?;
    let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
    let ends = date.next().is_none() && time.next().is_none();
    let in_day = hour < 24 && minute < 60 && second <= 60;
    let plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !(fits && ends && in_day && plain && (1..=9999).contains(&year)) {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(float(seconds - offset(zone)?))
}

/// How far a zone is ahead, in seconds: `Z`, `+01:00`, `-0500`.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let rest = rest.replace(':', "");
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    let hours = number(hours)?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// A number of digits alone.
fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// The days from 1970 to a date of the Gregorian calendar, whose years are counted from March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let leaps = year / 4 - year / 100 + year / 400;
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// Seconds of some thousand years, which a float holds whole.
#[expect(clippy::cast_precision_loss, reason = "they are fewer than 2 to the 53rd")]
fn float(seconds: i64) -> f64 {
    seconds as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        #[expect(clippy::cast_possible_truncation, reason = "of tests")]
        of_text(text).map(|seconds| seconds as i64)
    }

    #[test]
    fn a_date_is_read_with_its_time_zone() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-28T10:30:00+01:00", 1_795_858_200),
            ("2026-11-28T04:30:00.123-0500", 1_795_858_200),
            ("2026-11-28 09:30z", 1_795_858_200),
            ("2024-12-31T23:59:60Z", 1_735_689_600),
            ("Sat, 28 Nov 2026 09:30:00 GMT", 1_795_858_200),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_says_no_zone_is_none() {
        for text in [
            "",
            "soon",
            "2026-11-28",
            "2026-11-28T09:30:00",
            "2026-13-01T00:00:00Z",
            "2026-11-28T25:00:00Z",
            "2026-11-28T09:30:00.x5Z",
            "2026-11-28T09:30:00+1",
            "2026-11-28-01T09:30:00Z",
            "20261128T093000Z",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_large_number_is_of_milliseconds() {
        assert!((of_number(1_795_858_200.0) - of_number(1_795_858_200_000.0)).abs() < 1.0);
    }
}
