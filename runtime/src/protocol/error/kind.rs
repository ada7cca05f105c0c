//! Who has to do something about an error.

use std::time::Duration;

/// Who has to do something about an error: what a program decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The developer: something is set up wrongly, and trying again changes nothing.
    Configuration,
    /// The user must log in again: nothing else brings a new token.
    ConsentRequired,
    /// The user, or the provider's policy, said no.
    Denied,
    /// Nobody: a callback came that is not the answer to this attempt. The attempt still waits.
    Callback,
    /// The application: a part that it brought itself failed, such as its user agent. The error's
    /// source is what that part said.
    Application,
    /// The server refused, with a code that is its own.
    Rejected,
    /// Time: the network or the server is not there. Trying again later may help.
    Transient,
    /// Time: too many requests.
    RateLimited {
        /// How long the server asked to wait, if it said so.
        retry_after: Option<Duration>,
    },
    /// The server: its answer is not what the protocol says.
    Protocol,
}
