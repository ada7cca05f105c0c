//! Things that go wrong, to order.

use std::time::Duration;

/// Which requests go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Requests for tokens.
    Token,
    /// Calls of the Web API.
    Api,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429, with `Retry-After` in seconds where there is one.
    RateLimited {
        /// How long to wait.
        retry_after: Option<Duration>,
    },
    /// 429 with `reason: QUOTA_EXCEEDED`: the developer's quota is used up.
    QuotaExceeded,
    /// 503 with a page of HTML.
    Unavailable,
    /// The right answer, but only after this time.
    Slow(Duration),
    /// The right answer, cut off after so many bytes of its body.
    Cut {
        /// The bytes that still come.
        after: usize,
    },
    /// 200 with something that is no JSON.
    Garbled,
}
