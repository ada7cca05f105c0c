//! Calendar months, for consent that lasts some of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::protocol::flow_def::RefreshLifetime;

const DAY: u64 = 24 * 60 * 60;

/// The 31st of December 9999. A consent of a later day comes from a clock gone wrong.
const LAST: i64 = 2_932_896;

/// The end of a lifetime that begins at `from`: months by the calendar, in UTC, then days. The 31st
/// of a month becomes the last day of a shorter one.
pub(super) fn end(from: SystemTime, lifetime: RefreshLifetime) -> Option<SystemTime> {
    let seconds = from.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let (days, time) = (i64::try_from(seconds / DAY).ok()?, seconds % DAY);
    if days > LAST {
        return None;
    }
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
    let mut year = 1970;
    while days_before(year + 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while days_before(year, month + 1) <= days {
        month += 1;
    }
    let day = u32::try_from(days - days_before(year, month)).unwrap_or_default() + 1;
    (year, month, day)
}

/// The days from 1970-01-01 to the first of a month; the 13th is the next year's first.
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

    /// A little after one in the morning of a day, counted from 1970-01-01.
    fn at(days: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(days * 86_400 + 3661)
    }

    fn months(months: u32) -> RefreshLifetime {
        RefreshLifetime { months, days: 0, from_use: false }
    }

    fn days(days: u32) -> RefreshLifetime {
        RefreshLifetime { months: 0, days, from_use: false }
    }

    /// The first and the last day of each month, by a calendar on the wall.
    fn calendar() -> impl Iterator<Item = (i64, (i64, u32, u32), (i64, u32, u32))> {
        let leap_centuries = [2000, 2400];
        let months = (1970..2402).flat_map(|year| (1..=12).map(move |month| (year, month)));
        months.scan(0, move |first, (year, month)| {
            let leap = if year % 100 == 0 { leap_centuries.contains(&year) } else { year % 4 == 0 };
            let february = if leap { 29 } else { 28 };
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            let length = lengths[month as usize - 1];
            let begins = *first;
            *first += i64::from(length);
            Some((begins, (year, month, 1), (year, month, length)))
        })
    }

    #[test]
    fn every_month_of_four_centuries_begins_and_ends_on_its_day() {
        for (begins, first, last) in calendar() {
            let ends = begins + i64::from(last.2) - 1;
            assert_eq!(civil(begins), first);
            assert_eq!(civil(ends), last);
        }
    }

    #[test]
    fn six_months_are_six_pages_of_the_calendar() {
        // 2026-06-18 is day 20622, 2026-12-18 is day 20805.
        assert_eq!(end(at(20622), months(6)), Some(at(20805)));
    }

    #[test]
    fn months_go_on_into_the_next_years() {
        // 2026-12-18 is day 20805, 2027-06-18 is day 20987, 2031-12-18 is day 22631.
        assert_eq!(end(at(20805), months(6)), Some(at(20987)));
        assert_eq!(end(at(20805), months(60)), Some(at(22631)));
        assert_eq!(end(at(20805), months(0)), Some(at(20805)));
    }

    #[test]
    fn the_31st_becomes_the_last_day_of_a_shorter_month() {
        // 2023-08-31 is day 19600, 2024-02-29 is day 19782.
        assert_eq!(end(at(19600), months(6)), Some(at(19782)));
    }

    #[test]
    fn days_come_on_top() {
        assert_eq!(end(at(100), days(30)), Some(at(130)));
        let both = RefreshLifetime { months: 6, days: 30, from_use: false };
        assert_eq!(end(at(20622), both), Some(at(20835)));
    }

    #[test]
    fn a_consent_of_a_year_that_no_calendar_has_says_nothing_of_its_end() {
        // 9999-12-31 is day 2932896.
        assert_eq!(end(at(2_932_896), days(1)), Some(at(2_932_897)));
        assert_eq!(end(at(2_932_897), days(1)), None);
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(end(before, days(1)), None);
    }
}
