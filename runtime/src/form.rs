//! `application/x-www-form-urlencoded` (RFC 6749 appendix B), for queries and bodies.

use bytes::Bytes;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

/// A list of parameters while it is written.
#[derive(Default)]
pub(crate) struct Form(Zeroizing<String>);

impl Form {
    /// Continues a text that holds parameters already, or a URL and its `?`.
    pub(crate) fn after(start: String) -> Self {
        Self(Zeroizing::new(start))
    }

    /// Adds a parameter.
    pub(crate) fn append(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() && !self.0.ends_with(['?', '&']) {
            self.0.push('&');
        }
        self.0.extend(byte_serialize(name.as_bytes()));
        self.0.push('=');
        self.0.extend(byte_serialize(value.as_bytes()));
    }

    /// The text so far.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a body.
    pub(crate) fn finish(&self) -> Bytes {
        Bytes::copy_from_slice(self.0.as_bytes())
    }
}
