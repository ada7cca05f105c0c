//! Calendar months, for consent that lasts some of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::flow_def::RefreshLifetime;

const DAY: u64 = 24 * 60 * 60;

/// The end of a lifetime that begins at `from`: months by the calendar, in UTC, then days. The 31st
/// of a month becomes the last day of a shorter one.
pub(super) fn end(from: SystemTime, lifetime: RefreshLifetime) -> Option<SystemTime> {
    let seconds = from.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let (days, time) = (i64::try_from(seconds / DAY).ok()?, seconds % DAY);
    let (year, month, day) = civil(days);
    let months = year * 12 + i64::from(month) - 1 + i64::from(lifetime.months);
    let (year, month) = (months.div_euclid(12), u32::try_from(months.rem_euclid(12)).ok()? + 1);
    let day = day.min(length(year, month));
    let days = days_before(year, month) + i64::from(day) - 1 + i64::from(lifetime.days);
    let days = u64::try_from(days).ok()?;
    UNIX_EPOCH.checked_add(Duration::from_secs(days * DAY + time))
}

/// The date of a day, counted from 1970-01-01.
fn civil(days: i64) -> (i64, u32, u32) {
    // No year is shorter than 365 days: the first guess is never too early.
    let mut year = 1970 + days / 365;
    while days_before(year, 1) > days {
        year -= 1;
    }
    let mut month = 1;
    while month < 12 && days_before(year, month + 1) <= days {
        month += 1;
    }
    let day = u32::try_from(days - days_before(year, month)).unwrap_or_default() + 1;
    (year, month, day)
}

/// The days from 1970-01-01 to the first of a month.
fn days_before(year: i64, month: u32) -> i64 {
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    years + (1..month).map(|month| i64::from(length(year, month))).sum::<i64>()
}

fn length(year: i64, month: u32) -> u32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(days * DAY + 3661)
    }

    fn months(months: u32) -> RefreshLifetime {
        RefreshLifetime { months, days: 0, from_use: false }
    }

    #[test]
    fn six_months_are_six_pages_of_the_calendar() {
        // 2026-06-18 is day 20622, 2026-12-18 is day 20805.
        assert_eq!(end(at(20622), months(6)), Some(at(20805)));
    }

    #[test]
    fn the_31st_becomes_the_last_day_of_a_shorter_month() {
        // 2023-08-31 is day 19600, 2024-02-29 is day 19782.
        assert_eq!(end(at(19600), months(6)), Some(at(19782)));
    }

    #[test]
    fn days_come_on_top() {
        let lifetime = RefreshLifetime { months: 0, days: 30, from_use: false };
        assert_eq!(end(at(100), lifetime), Some(at(130)));
    }
}
