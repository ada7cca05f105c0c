//! Time by the calendar: six months, and days as they are written.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

/// Half a year later, at the same time of day: the 31st becomes the last day of a shorter month.
///
/// The days are counted with the formulas of Howard Hinnant's "chrono-compatible low-level date
/// algorithms": years begin in March, so that the leap day comes last.
pub(super) fn six_months_after(time: SystemTime) -> SystemTime {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, rest) = (since.as_secs() / DAY, since.as_secs() % DAY);
    let (year, month, day) = date(days);
    let (year, month) = if month <= 6 { (year, month + 6) } else { (year + 1, month - 6) };
    let first = days_before(year, month, 1);
    let next =
        if month == 12 { days_before(year + 1, 1, 1) } else { days_before(year, month + 1, 1) };
    let day = day.min(next - first);
    let rest = Duration::new(rest, since.subsec_nanos());
    UNIX_EPOCH + Duration::from_secs((first + day - 1) * DAY) + rest
}

/// As in ISO 8601, to the second, in UTC.
pub(super) fn iso(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let ((year, month, day), rest) = (date(seconds / DAY), seconds % DAY);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// From 0000-03-01 to 1970-01-01.
const DAYS_BEFORE_1970: u64 = 719_468;

fn date(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_BEFORE_1970;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

fn days_before(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_BEFORE_1970
}
