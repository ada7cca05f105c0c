//! A step that failed and gives the attempt back.

use std::fmt;

use crate::Error;
use crate::protocol::token::Token;

/// A step that failed, with the attempt as it was before: it can be tried again.
///
/// `?` turns it into the [`Error`] where a function returns one.
///
/// A code is good for one exchange. Where its answer came whole and something in it can't be used, the
/// step of a [`Machine`](crate::Machine) fails with an error that names it, and the refresh token of that
/// answer, if there is a good one, is not lost: it is [`kept`](Self::kept) here. A session that is begun
/// with it gets its access token by a renewal. A typed attempt that spends its code, and `login` in one
/// go, come to their end with it by themselves.
///
/// ```no_run
/// # fn receive<A>(attempt: A, url: &str) -> Result<A, spotify_flow::Failed<A>> { Ok(attempt) }
/// # fn wait<A>(mut attempt: A, urls: impl Iterator<Item = String>) -> Result<A, spotify_flow::Error> {
/// for url in urls {
///     match receive(attempt, &url) {
///         Ok(received) => return Ok(received),
///         Err(failed) => attempt = failed.into_attempt(), // somebody else's callback: wait on
///     }
/// }
/// # Ok(attempt)
/// # }
/// ```
pub struct Failed<A>(Box<Inner<A>>);

struct Inner<A> {
    error: Error,
    attempt: A,
    kept: Option<Token>,
}

impl<A> Failed<A> {
    pub(crate) fn new(error: Error, attempt: A) -> Self {
        Self(Box::new(Inner { error, attempt, kept: None }))
    }

    /// The same failure, of an answer that brought this all the same.
    pub(crate) fn keeping(mut self, kept: Option<Token>) -> Self {
        self.0.kept = kept;
        self
    }

    /// Why it failed.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    pub(crate) fn attempt(&self) -> &A {
        &self.0.attempt
    }

    /// What came all the same: a token that has nothing but its refresh token. The attempt is over
    /// then; a session is begun with it.
    #[must_use]
    pub fn kept(&self) -> Option<&Token> {
        self.0.kept.as_ref()
    }

    /// What came all the same, or why it failed.
    #[cfg(feature = "session")]
    pub(crate) fn into_kept(self) -> Result<(Token, Error), Error> {
        let Inner { error, kept, .. } = *self.0;
        match kept {
            Some(token) => Ok((token, error)),
            None => Err(error),
        }
    }

    /// Why it failed, without the attempt.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.0.error
    }

    /// The attempt, to be tried again.
    #[must_use]
    pub fn into_attempt(self) -> A {
        self.0.attempt
    }

    /// The same failure of the attempt in another form.
    #[must_use]
    pub fn map<B>(self, f: impl FnOnce(A) -> B) -> Failed<B> {
        let Inner { error, attempt, kept } = *self.0;
        Failed::new(error, f(attempt)).keeping(kept)
    }
}

impl<A> From<Failed<A>> for Error {
    fn from(failed: Failed<A>) -> Self {
        failed.into_error()
    }
}

impl<A> fmt::Display for Failed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl<A> fmt::Debug for Failed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Failed").field(self.error()).finish()
    }
}

impl<A> std::error::Error for Failed<A> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.error())
    }
}
