//! A limit of time, as the runtime of the client counts it.

use std::time::Duration;

use crate::transport::{BoxFuture, deadline};

/// Waits for a future, so long at most. There is a runtime with timers.
pub(super) async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    deadline::within(limit, pause, future).await
}

fn pause(wait: Duration) -> BoxFuture<'static, ()> {
    Box::pin(tokio::time::sleep(wait))
}
