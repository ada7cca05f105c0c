//! A value that an attempt carries.

use std::borrow::Cow;
use std::sync::Arc;

use subtle::ConstantTimeEq as _;

use super::Secret;

/// A value as it came: what the app brought is shared with it, since an attempt begins often; what
/// the attempt made is its own. Secrets are wiped when the last who has them is gone.
pub(crate) enum Text {
    /// Written into the program.
    Written(&'static str),
    /// The app's.
    Shared(Arc<str>),
    /// The app's, and a secret.
    SharedSecret(Arc<Secret>),
    /// The attempt's.
    Own(String),
    /// The attempt's, and a secret.
    OwnSecret(Secret),
}

impl Text {
    /// A value of the flow's: no secret.
    pub(crate) fn given(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::Written(text),
            Cow::Owned(text) => Self::Own(text),
        }
    }

    /// A value of the attempt's own.
    pub(crate) fn own(text: String, secret: bool) -> Self {
        if secret { Self::OwnSecret(Secret::new(text)) } else { Self::Own(text) }
    }

    /// The text itself: every use of this is a place to look at.
    pub(crate) fn expose(&self) -> &str {
        match self {
            Self::Written(text) => text,
            Self::Shared(text) => text,
            Self::SharedSecret(secret) => secret.expose(),
            Self::Own(text) => text,
            Self::OwnSecret(secret) => secret.expose(),
        }
    }

    /// Compares in a time that tells nothing about where the two differ.
    pub(crate) fn matches(&self, other: &str) -> bool {
        self.expose().as_bytes().ct_eq(other.as_bytes()).into()
    }
}
