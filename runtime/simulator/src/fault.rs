//! Things that go wrong, to order.

use std::time::Duration;

use serde_json::json;

/// Which requests go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The user's way to the login page.
    Authorize,
    /// Requests for tokens.
    Token,
    /// Calls of the Web API.
    Api,
    /// Calls of one path, such as `/v1/me`.
    Path(&'static str),
}

impl Target {
    pub(super) fn is(self, path: &str) -> bool {
        match self {
            Self::Authorize => path == "/authorize",
            Self::Token => path == "/api/token",
            Self::Api => path.starts_with("/v1/"),
            Self::Path(own) => path == own,
        }
    }
}

/// What goes wrong.
///
/// ```
/// use spotify_flow_simulator::{Fault, Simulator, Target};
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let simulator = Simulator::start().await?;
/// // Spotify has done that once, in an outage, to tokens that were good.
/// let lie = Fault::token_error("invalid_grant", "Refresh token revoked");
/// simulator.fail_next(Target::Token, lie);
/// simulator.fail_next_times(3, Target::Path("/v1/me"), Fault::Unavailable);
/// # Ok::<(), spotify_flow::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
    /// The right answer, but only after this time, by the system's clock: for the time-outs of your
    /// own program.
    Slow(Duration),
    /// The right answer, but only when [`Simulator::release`](super::Simulator::release) is called.
    Held,
    /// The right answer, cut off after so many bytes of its body. The request was served: what it
    /// changed is changed, and the client can't know.
    Cut {
        /// The bytes that still come.
        after: usize,
    },
    /// 200 with something that is no JSON.
    Garbled,
    /// This answer, and nothing is done. [`token_error`](Fault::token_error),
    /// [`api_error`](Fault::api_error) and [`text`](Fault::text) make the usual ones.
    Answer {
        /// The status.
        status: u16,
        /// The media type of the body.
        content_type: &'static str,
        /// The body.
        body: String,
    },
}

impl Fault {
    /// An error of the token endpoint: 400 with `error` and `error_description`.
    #[must_use]
    pub fn token_error(error: &str, description: &str) -> Self {
        let body = json!({ "error": error, "error_description": description });
        Self::Answer { status: 400, content_type: "application/json", body: body.to_string() }
    }

    /// An error of the Web API: its status, its message, and its `reason`, where it has one.
    #[must_use]
    pub fn api_error(status: u16, message: &str, reason: Option<&str>) -> Self {
        let mut error = json!({ "status": status, "message": message });
        if let (Some(reason), Some(members)) = (reason, error.as_object_mut()) {
            members.insert("reason".to_owned(), reason.into());
        }
        let body = json!({ "error": error }).to_string();
        Self::Answer { status, content_type: "application/json", body }
    }

    /// A refusal in plain text, as gateways have it.
    #[must_use]
    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::Answer { status, content_type: "text/plain; charset=utf-8", body: text.into() }
    }
}
