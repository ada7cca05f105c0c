//! How long an attempt may be away.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::protocol::token::kept::{millis, time};

/// So long unless the app says otherwise: nobody takes longer to log in.
const AN_HOUR: Duration = Duration::from_secs(3600);

/// Clocks are set back by minutes, and those of two machines differ by as much.
const MINUTES: Duration = Duration::from_secs(600);

/// When an attempt was put away, and for how long. Times are in milliseconds, since 1970.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Away {
    at: u64,
    lasts: u64,
}

impl Away {
    /// From this time on.
    pub(super) fn from(now: SystemTime) -> Self {
        Self { at: millis(now), lasts: 0 }.for_at_most(AN_HOUR)
    }

    pub(super) fn for_at_most(self, lasts: Duration) -> Self {
        Self { lasts: u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX), ..self }
    }

    pub(super) fn lasts(self) -> Duration {
        Duration::from_millis(self.lasts)
    }

    pub(super) fn ends_at(self) -> SystemTime {
        time(self.at.saturating_add(self.lasts))
    }

    /// Whether it has been away for too long, by the wall clock. One that was set back makes it last
    /// longer, but not for ever: what comes from too far in the future is over, too.
    pub(super) fn is_over(self, now: SystemTime) -> bool {
        match now.duration_since(time(self.at)) {
            Ok(age) => age > self.lasts(),
            Err(early) => early.duration() > self.lasts().max(MINUTES),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const A_MINUTE: Duration = Duration::from_secs(60);

    fn then() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    #[test]
    fn an_attempt_is_away_for_an_hour_unless_it_says_otherwise() {
        let a_moment = Duration::from_millis(1);
        for (away, lasts) in [
            (Away::from(then()), AN_HOUR),
            (Away::from(then()).for_at_most(A_MINUTE), A_MINUTE),
            (Away::from(then()).for_at_most(24 * AN_HOUR), 24 * AN_HOUR),
        ] {
            assert_eq!(away.ends_at(), then() + lasts);
            assert!(!away.is_over(then()) && !away.is_over(then() + lasts));
            assert!(away.is_over(then() + lasts + a_moment));
        }
    }

    #[test]
    fn a_clock_that_was_set_back_by_minutes_ends_nothing_and_no_clock_keeps_it_for_ever() {
        let short = Away::from(then()).for_at_most(A_MINUTE);
        assert!(!short.is_over(then() - MINUTES));
        assert!(short.is_over(then() - MINUTES - A_MINUTE));
        let long = Away::from(then());
        assert!(!long.is_over(then() - AN_HOUR));
        assert!(long.is_over(then() - AN_HOUR - A_MINUTE));
    }

    #[test]
    fn the_longest_time_there_is_has_an_end() {
        let away = Away::from(then()).for_at_most(Duration::MAX);
        assert!(!away.is_over(then() + 1_000_000 * AN_HOUR));
        assert!(away.ends_at() >= UNIX_EPOCH);
    }
}
