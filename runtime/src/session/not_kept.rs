//! A session that was not kept, and is given back.

use std::fmt;

use crate::{Error, ErrorKind};

/// A session that was not kept in a store, as it was before: to be kept later, or elsewhere.
///
/// `?` turns it into the [`Error`] where a function returns one.
///
/// ```no_run
/// # use spotify_flow::{App, Session, store::Account};
/// # use spotify_flow::{ClientId, RedirectUri, spotify_flow};
/// # #[spotify_flow(authorization_code_pkce)]
/// # struct Mixtape { client_id: ClientId, redirect_uri: RedirectUri }
/// # async fn f(session: Session<Mixtape>, alice: &Account) -> Session<Mixtape> {
/// match session.keep_in(alice).await {
///     Ok(kept) => kept,
///     Err(failed) => {
///         eprintln!("{}: alice is logged in until this program ends", failed.error());
///         failed.into_session()
///     }
/// }
/// # }
/// ```
pub struct NotKept<S>(Box<(Error, S)>);

impl<S> NotKept<S> {
    pub(super) fn new(error: Error, session: S) -> Self {
        // Who knew better what to do has said so, and one that has ended is never kept.
        let advised = error.advice().is_some() || error.kind() == ErrorKind::ConsentRequired;
        let own = "the session was not kept; it is given back, and can be kept again";
        let error = if advised { error } else { error.with_advice(own) };
        Self(Box::new((error, session)))
    }

    /// Why it was not kept.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.0
    }

    /// Why it was not kept, without the session.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.0.0
    }

    /// The session.
    #[must_use]
    pub fn into_session(self) -> S {
        self.0.1
    }
}

impl<S> From<NotKept<S>> for Error {
    fn from(failed: NotKept<S>) -> Self {
        failed.into_error()
    }
}

impl<S> fmt::Display for NotKept<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl<S> fmt::Debug for NotKept<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotKept").field(self.error()).finish()
    }
}

impl<S> std::error::Error for NotKept<S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reason;

    #[test]
    fn a_session_that_was_not_kept_says_why_and_shows_nothing_of_itself() {
        use std::error::Error as _;
        let error = Error::new(Reason::StoreUnavailable, "the disk is full").with_advice("wait");
        let failed = NotKept::new(error.share().with_source(fmt::Error), "a session");
        assert_eq!(failed.to_string(), error.to_string());
        assert_eq!(format!("{failed:?}"), format!("NotKept({:?})", failed.error()));
        assert!(failed.source().is_some_and(|source| source.is::<fmt::Error>()));
        assert_eq!(failed.into_session(), "a session");
    }

    #[test]
    fn advice_that_was_there_stays_and_what_has_ended_is_not_kept_again() {
        let advice =
            |error: Error| NotKept::new(error, ()).into_error().advice().map(str::to_owned);
        let busy = || Error::new(Reason::StoreUnavailable, "the disk is full");
        assert!(advice(busy()).unwrap().contains("can be kept again"));
        assert_eq!(advice(busy().with_advice("make room")).unwrap(), "make room");
        assert_eq!(advice(Error::new(Reason::LoggedOut, "logged out")), None);
    }
}
