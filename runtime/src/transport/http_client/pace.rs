//! How slowly a body may come.

use std::time::Duration;

/// So many bytes come within the time that an answer has, or the server is gone.
const PIECE: usize = 256 << 10;

/// How slowly a body may come: in each part of it no more time than an answer may take is spent on
/// waiting for the server. A body of any size comes through, and one that drips ends.
#[derive(Debug)]
pub(super) struct Pace {
    each: Duration,
    left: Duration,
    bytes: usize,
}

impl Pace {
    /// Each part within this time.
    pub(super) fn of(each: Duration) -> Self {
        Self { each, left: each, bytes: 0 }
    }

    /// How long the next bytes may take.
    pub(super) fn left(&self) -> Duration {
        self.left
    }

    /// So many bytes came after so long.
    pub(super) fn came(&mut self, bytes: usize, after: Duration) {
        self.left = self.left.saturating_sub(after);
        self.bytes += bytes;
        if self.bytes >= PIECE {
            (self.bytes, self.left) = (self.bytes % PIECE, self.each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A_SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_drips_has_the_time_of_one_answer_for_all_of_it() {
        let mut pace = Pace::of(30 * A_SECOND);
        for past in 1..=30 {
            pace.came(1, A_SECOND);
            assert_eq!(pace.left(), (30 - past) * A_SECOND);
        }
        pace.came(1, A_SECOND);
        assert_eq!(pace.left(), Duration::ZERO);
    }

    #[test]
    fn what_flows_has_the_time_anew_for_each_part() {
        let mut pace = Pace::of(30 * A_SECOND);
        for _ in 0..1000 {
            pace.came(PIECE / 2, 14 * A_SECOND);
            assert_eq!(pace.left(), 16 * A_SECOND);
            pace.came(PIECE / 2, 14 * A_SECOND);
            assert_eq!(pace.left(), 30 * A_SECOND);
        }
    }
}
