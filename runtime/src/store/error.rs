//! What can go wrong in a store.

use std::error::Error as StdError;
use std::fmt;

use crate::{Error, Reason};

/// A store could not do what it was asked to.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of thing went wrong in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The store can't be reached, is full, or refuses: trying again later may help.
    Unavailable,
    /// Somebody else holds the lease for longer than one was willing to wait.
    Busy,
    /// What is kept there is damaged. It was set aside, not removed.
    Corrupt,
    /// What is kept there was written by a newer version of this library.
    Newer,
    /// What is kept there is of another provider, client, flow or account.
    Foreign,
    /// The place is not safe to keep secrets in: others may read or replace it.
    Unsafe,
    /// The store can't do this at all.
    Unsupported,
}

impl StoreError {
    /// An error of this kind. The message holds no secret.
    pub fn new(kind: StoreErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    pub(super) fn unsupported(message: &str) -> Self {
        Self::new(StoreErrorKind::Unsupported, message)
    }

    /// Says what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        // What we could not ask it for is no matter of the store.
        let ours = error.source.as_deref().and_then(|source| source.downcast_ref::<Self>());
        if let Some(ours) = ours.filter(|ours| ours.reason() == Reason::Forked) {
            return ours.share();
        }
        let (reason, advice) = match error.kind() {
            StoreErrorKind::Unavailable => (Reason::StoreUnavailable, "try again"),
            StoreErrorKind::Busy => (
                Reason::StoreUnavailable,
                "try again; whoever renews may hold a token that the store does not take",
            ),
            StoreErrorKind::Corrupt => (Reason::StoreRefused, "the user must log in again"),
            StoreErrorKind::Newer => (Reason::StoreRefused, "update this program"),
            StoreErrorKind::Foreign => {
                let advice = "log the user in again, and give each app a store of its own";
                (Reason::StoreRefused, advice)
            }
            StoreErrorKind::Unsafe => (Reason::StoreRefused, "make it the user's alone"),
            StoreErrorKind::Unsupported => (Reason::StoreRefused, "choose a store that can"),
        };
        Self::new(reason, error.to_string()).with_advice(advice).with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_caused_an_error_of_a_store_is_told_with_it() {
        let plain = || StoreError::new(StoreErrorKind::Unavailable, "the disk is full");
        assert!(plain().source().is_none());
        let error = plain().with_source(fmt::Error);
        assert!(error.source().is_some_and(|source| source.is::<fmt::Error>()));
        let told = Error::from(error);
        assert_eq!(told.reason(), Reason::StoreUnavailable);
        assert!(told.source().is_some_and(|source| source.is::<StoreError>()));
    }

    #[test]
    fn a_fork_is_told_as_one_and_other_errors_of_ours_as_those_of_the_store() {
        for (ours, told) in
            [(Reason::Forked, Reason::Forked), (Reason::Interrupted, Reason::StoreUnavailable)]
        {
            let error = StoreError::new(StoreErrorKind::Unavailable, "not asked");
            let error = error.with_source(Error::new(ours, "it was not asked"));
            assert_eq!(Error::from(error).reason(), told);
        }
    }
}
