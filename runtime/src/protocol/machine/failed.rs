//! A step that failed and gives the attempt back.

use std::fmt;

use crate::Error;

/// A step that failed, with the attempt as it was before: it can be tried again.
///
/// `?` turns it into the [`Error`] where a function returns one.
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
pub struct Failed<A>(Box<(Error, A)>);

impl<A> Failed<A> {
    pub(crate) fn new(error: Error, attempt: A) -> Self {
        Self(Box::new((error, attempt)))
    }

    /// Why it failed.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.0.0
    }

    /// Why it failed, without the attempt.
    #[must_use]
    pub fn into_error(self) -> Error {
        self.0.0
    }

    /// The attempt, to be tried again.
    #[must_use]
    pub fn into_attempt(self) -> A {
        self.0.1
    }

    /// The same failure of the attempt in another form.
    #[must_use]
    pub fn map<B>(self, f: impl FnOnce(A) -> B) -> Failed<B> {
        let (error, attempt) = *self.0;
        Failed::new(error, f(attempt))
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
