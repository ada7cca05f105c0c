//! How long to wait between two attempts to lock a file.
//!
//! A lock is asked for again and again, for the kernel's own wait knows no time-out.

use std::time::{Duration, Instant};

/// The first pause; each next one is twice as long, up to the longest.
const FIRST: Duration = Duration::from_millis(1);

/// The pauses of one who waits, as long as patience lasts.
#[derive(Debug)]
pub(super) struct Pauses {
    begun: Instant,
    patience: Duration,
    next: Duration,
    longest: Duration,
}

impl Pauses {
    pub(super) fn new(longest: Duration, patience: Duration) -> Self {
        Self { begun: Instant::now(), patience, next: FIRST, longest }
    }
}

impl Iterator for Pauses {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let left = self.patience.checked_sub(self.begun.elapsed()).filter(|it| !it.is_zero())?;
        let pause = self.next.min(left);
        self.next = (self.next * 2).min(self.longest);
        Some(pause)
    }
}
