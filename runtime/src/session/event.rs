//! What happens in a session, for those who want to know.

use std::time::SystemTime;

use tokio::sync::broadcast;

use crate::Reason;

/// What happened in a session. No event holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionEvent {
    /// There is a new token.
    Renewed {
        /// When it ends, as far as the server said.
        expires_at: Option<SystemTime>,
    },
    /// No new token could be had; the old one is used as long as it lives.
    RenewalFailed {
        /// What happened.
        reason: Reason,
    },
    /// The session is over: the user must log in again.
    Ended {
        /// What happened.
        reason: Reason,
    },
    /// The user's consent ends soon, whatever the session does: see
    /// [`Session::consent_ends_at`](crate::Session::consent_ends_at).
    ConsentEndsSoon {
        /// When.
        at: SystemTime,
    },
    /// The store did not keep a new token. It is used from memory, and keeping it is tried again:
    /// if the program ended now, the session might be lost.
    StoreFailed {
        /// What happened.
        reason: Reason,
    },
    /// The store has what it did not keep before.
    StoreRecovered,
}

/// The events of a session from now on. Who is too slow misses the oldest.
#[derive(Debug)]
pub struct Events(broadcast::Receiver<SessionEvent>);

impl Events {
    pub(super) fn new(receiver: broadcast::Receiver<SessionEvent>) -> Self {
        Self(receiver)
    }

    /// The next event; `None` when the last copy of the session is gone.
    pub async fn next(&mut self) -> Option<SessionEvent> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Closed) => return None,
                Err(broadcast::error::RecvError::Lagged(_)) => {}
            }
        }
    }

    /// An event that has happened already, without waiting for one.
    pub fn try_next(&mut self) -> Option<SessionEvent> {
        loop {
            match self.0.try_recv() {
                Ok(event) => return Some(event),
                Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(
                    broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed,
                ) => return None,
            }
        }
    }
}
