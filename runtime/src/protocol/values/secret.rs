//! A text that is not shown, and wiped when it goes.

use std::fmt;

use bytes::Bytes;
use zeroize::{Zeroize, Zeroizing};

/// A text that must not be seen.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: every use of this is a place to look at.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// Bytes that are wiped when nobody has them any more: a body or a header with a secret in it.
pub(crate) fn wiped<T: AsRef<[u8]> + Zeroize + Send + 'static>(text: T) -> Bytes {
    Bytes::from_owner(Zeroizing::new(text))
}

impl Drop for Secret {
    fn drop(&mut self) {
        // All of it is spare room then, and that is wiped in one go; letters are wiped one by one.
        self.0.clear();
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
