//! How long a session leaves a server alone after a failure that passes.

use std::time::Duration;

use crate::protocol::chance::chance;

/// How long the first wait is at most.
const FIRST: Duration = Duration::from_secs(1);
/// How long a wait is at most.
const LONGEST: Duration = Duration::from_secs(60);

/// The wait after so many failures in a row, when the server names none of its own.
///
/// After one failure there is none: one broken connection says little. Then the waits double, up to
/// a minute. Each is drawn from its upper half, for a thousand sessions that a server failed at
/// once should not come back to it at once.
pub(super) fn wait(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(2) else { return Duration::ZERO };
    let longest = FIRST.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST);
    longest.mul_f64(0.5 + 0.5 * chance())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute() {
        assert_eq!((wait(0), wait(1)), (Duration::ZERO, Duration::ZERO));
        for (failures, longest) in [(2, 1), (3, 2), (4, 4), (8, 60), (9, 60), (u32::MAX, 60)] {
            let longest = Duration::from_secs(longest);
            for _ in 0..100 {
                let wait = wait(failures);
                assert!(longest / 2 <= wait && wait <= longest, "{failures}: {wait:?}");
            }
        }
    }

    #[test]
    fn two_waits_are_not_the_same() {
        let waits: Vec<Duration> = (0..20).map(|_| wait(9)).collect();
        assert!(waits.iter().any(|wait| *wait != waits[0]));
    }
}
