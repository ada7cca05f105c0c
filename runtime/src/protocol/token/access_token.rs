//! What is sent to an API.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use http::HeaderValue;

use crate::protocol::values::{Secret, wiped};

/// So far clocks may differ between the machines that share a store.
const SKEW: Duration = Duration::from_secs(60);

/// A bearer token (RFC 6750): whoever has it may call the API. Copies are cheap and share the text,
/// which `Debug` does not show.
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

struct Inner {
    secret: Secret,
    /// When it came, where that is known.
    issued_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
    /// The header that it is sent in: made for the first call, and shared by all.
    header: OnceLock<Option<HeaderValue>>,
}

impl AccessToken {
    pub(crate) fn new(
        secret: Secret,
        issued_at: Option<SystemTime>,
        expires_at: Option<SystemTime>,
    ) -> Self {
        Self(Arc::new(Inner { secret, issued_at, expires_at, header: OnceLock::new() }))
    }

    /// The text itself, for a header that a session does not write. Keep it out of logs and URLs.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.secret.expose()
    }

    /// When it ends, by wall time; `None` when the server did not say.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    pub(crate) fn issued_at(&self) -> Option<SystemTime> {
        self.0.issued_at
    }

    /// How long it was good for when it came, where that is known.
    pub(crate) fn life(&self) -> Option<Duration> {
        self.0.expires_at?.duration_since(self.0.issued_at?).ok()
    }

    /// How long it is good for, at this time; `None` when the server did not say. One of the future
    /// was dated by a clock that went wrong, and would be good for years: it has ended.
    pub(crate) fn left(&self, now: SystemTime) -> Option<Duration> {
        let ahead = self.0.issued_at.and_then(|at| at.duration_since(now).ok());
        let dated = ahead.is_none_or(|ahead| ahead <= SKEW);
        let left = |end: SystemTime| end.duration_since(now).ok().filter(|_| dated);
        Some(left(self.0.expires_at?).unwrap_or_default())
    }

    /// The `Authorization` header to send it in, made once and marked so that it is not printed;
    /// `None` when the token can't be sent as it is.
    #[must_use]
    pub fn header(&self) -> Option<&HeaderValue> {
        self.0.header.get_or_init(|| self.make_header()).as_ref()
    }

    fn make_header(&self) -> Option<HeaderValue> {
        self.header_after("Bearer ")
    }

    /// The header of a provider that wants another scheme, or none.
    pub(crate) fn header_after(&self, before: &str) -> Option<HeaderValue> {
        if !sendable(self.expose()) {
            return None;
        }
        let header = [before, self.expose()].concat();
        let mut value = HeaderValue::from_maybe_shared(wiped(header)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// Whether a server reads back what was sent: RFC 6750 section 2.1 allows the characters of
/// `b64token`. Providers in use take a few more (Salesforce `!`, Amazon `|`, eBay `^` and `#`), all
/// of them characters of a `token` in HTTP (RFC 9110 section 5.6.2), which no header is cut at.
fn sendable(token: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"/!#$%&'*+-.^_`|~".contains(&byte);
    let text = token.trim_end_matches('=');
    !text.is_empty() && text.bytes().all(word)
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("secret", &self.0.secret)
            .field("expires_at", &self.0.expires_at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_the_future_has_ended_unless_clocks_may_differ_so_much() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let (hour, moment) = (Duration::from_secs(3600), Duration::from_millis(1));
        let left = |issued_at| {
            AccessToken::new(Secret::new("a"), Some(issued_at), Some(now + hour)).left(now)
        };
        for issued_at in [now - hour, now, now + SKEW] {
            assert_eq!(left(issued_at), Some(hour), "{issued_at:?}");
        }
        assert_eq!(left(now + SKEW + moment), Some(Duration::ZERO));
    }

    #[test]
    fn a_token_lived_from_when_it_came_to_its_end_where_both_are_known() {
        let at = |seconds| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        let life = |issued_at, expires_at| {
            AccessToken::new(Secret::new("a"), issued_at, expires_at).life()
        };
        assert_eq!(life(at(10), at(70)), Some(Duration::from_secs(60)));
        assert_eq!((life(None, at(70)), life(at(10), None)), (None, None));
    }

    #[test]
    fn who_prints_a_request_does_not_print_its_token() {
        let token = AccessToken::new(Secret::new("the-token"), None, None);
        let header = token.header().unwrap();
        assert_eq!(header, "Bearer the-token");
        assert!(header.is_sensitive());
    }
}
