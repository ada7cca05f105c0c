//! What is sent to an API.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderValue;

use crate::values::Secret;

/// A bearer token (RFC 6750): whoever has it may call the API. Copies are cheap and share the text,
/// which `Debug` does not show.
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

struct Inner {
    secret: Secret,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    pub(crate) fn new(secret: Secret, expires_at: Option<SystemTime>) -> Self {
        Self(Arc::new(Inner { secret, expires_at }))
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

    /// The `Authorization` header, marked so that it is not printed. An answer whose token would
    /// make no header was refused.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.expose())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("secret", &self.0.secret)
            .field("expires_at", &self.0.expires_at)
            .finish()
    }
}
