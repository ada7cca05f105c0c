//! Times for people.

use std::time::Duration;

/// A time as people say it, never too short.
pub(crate) fn in_words(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    let (number, unit) = match seconds {
        ..=120 => (seconds, "second"),
        121..=7200 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use std::time::Duration;

    #[test]
    fn a_time_is_said_in_the_unit_that_fits() {
        for (millis, said) in [
            (1, "1 second"),
            (1000, "1 second"),
            (1001, "2 seconds"),
            (120_000, "120 seconds"),
            (120_001, "3 minutes"),
            (7_200_000, "120 minutes"),
            (86_400_000, "24 hours"),
        ] {
            assert_eq!(in_words(Duration::from_millis(millis)), said);
        }
    }
}
