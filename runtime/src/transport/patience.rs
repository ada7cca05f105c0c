//! How long a caller waits.

use std::time::Duration;

use super::clock::Clock;
use super::deadline::within;
use super::heart::Heart;
use super::{Driver, Transport};
use crate::{Error, Reason};

/// How long a caller waits, all in all: until a moment of the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    end: Duration,
}

impl Patience {
    /// From now on for so long.
    pub(crate) fn of(wait: Duration, clock: &dyn Clock) -> Self {
        Self { end: clock.monotonic().saturating_add(wait) }
    }

    /// What is left of it.
    pub(crate) fn left(self, clock: &dyn Clock) -> Duration {
        self.end.saturating_sub(clock.monotonic())
    }

    /// Waits for something that goes on whoever waits. In a world with a clock of its own it takes
    /// no time.
    ///
    /// # Errors
    ///
    /// [`Reason::Timeout`] when it takes longer than there is patience.
    pub(crate) async fn with<T>(
        self,
        http: &dyn Transport,
        goes_on: impl Future<Output = T>,
    ) -> Result<T, Error> {
        if http.driver() == Driver::Caller {
            return Ok(goes_on.await);
        }
        let heart = Heart::get()?;
        let left = self.left(http.clock());
        within(left, |wait| heart.sleep(wait), goes_on).await.ok_or_else(over)
    }
}

fn over() -> Error {
    let message = "no new token came in the time that the call waits";
    Error::new(Reason::Timeout, message)
        .with_advice("it is asked for all the same: call again, or wait longer with `wait_at_most`")
}
