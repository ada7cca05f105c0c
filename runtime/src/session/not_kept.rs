//! A session that was not kept, and is given back.

use std::fmt;

use crate::Error;

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
        let error =
            error.with_advice("the session was not kept; it is given back, and can be kept again");
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
