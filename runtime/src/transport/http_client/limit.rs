//! A limit of time, as the runtime of the client counts it.

use std::time::Duration;

use tokio::runtime::{Handle, Id};

use crate::transport::clock::{Clock, SystemClock};
use crate::transport::{BoxFuture, deadline};

/// Waits for a future, so long at most. There is a runtime with timers.
pub(super) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    deadline::within(limit, pause, future).await
}

fn pause(wait: Duration) -> BoxFuture<'static, ()> {
    Box::pin(tokio::time::sleep(wait))
}

/// The runtime that a request was sent from: it has timers. What comes of the request may be waited
/// for elsewhere, where there may be none.
pub(super) struct Home(Option<Id>);

impl Home {
    /// The runtime of this thread.
    pub(super) fn here() -> Self {
        Self(Handle::try_current().ok().map(|runtime| runtime.id()))
    }

    /// Waits for a future, so long at most, wherever that is.
    pub(super) async fn within<T>(
        &self,
        limit: Duration,
        future: impl Future<Output = T>,
    ) -> Option<T> {
        deadline::within(limit, |wait| self.pause(wait), future).await
    }

    fn pause(&self, wait: Duration) -> BoxFuture<'static, ()> {
        let is_here = self.0.is_some() && Self::here().0 == self.0;
        if is_here { pause(wait) } else { Clock::sleep(&SystemClock, wait) }
    }
}
