//! Sessions of programs without a runtime.

use std::time::Duration;

use super::Session;
use crate::Error;
use crate::app::{App, Refreshable};
use crate::protocol::token::AccessToken;
use crate::transport::block_on;

/// For programs without a runtime, and for threads that may wait. Whatever else a session does is
/// waited for by [`block_on`](crate::block_on).
impl<A: App> Session<A> {
    /// As [`token`](Self::token), on this very thread.
    ///
    /// ```no_run
    /// # fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) -> Result<(), spotify_flow::Error> {
    /// let token = session.token_blocking()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token), and [`Reason::WouldBlock`](crate::Reason::WouldBlock) on a thread
    /// that drives the tasks of a runtime.
    pub fn token_blocking(&self) -> Result<AccessToken, Error> {
        block_on(self.token())
    }

    /// As [`token_valid_for`](Self::token_valid_for), on this very thread.
    ///
    /// # Errors
    ///
    /// As [`token_blocking`](Self::token_blocking).
    pub fn token_valid_for_blocking(&self, at_least: Duration) -> Result<AccessToken, Error> {
        block_on(self.token_valid_for(at_least))
    }

    /// As [`refresh`](Self::refresh), on this very thread.
    ///
    /// # Errors
    ///
    /// As [`token_blocking`](Self::token_blocking).
    pub fn refresh_blocking(&self) -> Result<AccessToken, Error>
    where
        A: Refreshable,
    {
        block_on(self.refresh())
    }

    /// As [`settle`](Self::settle), on this very thread: before a program ends.
    ///
    /// # Errors
    ///
    /// [`Reason::WouldBlock`](crate::Reason::WouldBlock) on a thread that drives the tasks of a
    /// runtime.
    pub fn settle_blocking(&self) -> Result<(), Error> {
        block_on(async {
            self.settle().await;
            Ok(())
        })
    }
}
