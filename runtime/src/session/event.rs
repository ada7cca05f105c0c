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
    /// The store did not keep a new token. It is used from memory, and keeping it is tried again: if
    /// the program ended now, the session would be lost. No other process renews before it is kept.
    StoreFailed {
        /// What happened.
        reason: Reason,
    },
    /// The store has what it did not keep before.
    StoreRecovered,
}

/// The events of all sessions of a [`Sessions`](crate::Sessions) from now on, each with the account
/// that it is of. Who is too slow misses the oldest.
#[derive(Debug)]
pub struct AccountEvents(broadcast::Receiver<(String, SessionEvent)>);

impl AccountEvents {
    pub(super) fn new(receiver: broadcast::Receiver<(String, SessionEvent)>) -> Self {
        Self(receiver)
    }

    /// The next event; `None` when the `Sessions` and all that it gave out are gone.
    pub async fn next(&mut self) -> Option<(String, SessionEvent)> {
        next(&mut self.0).await
    }

    /// An event that has happened already, without waiting for one.
    pub fn try_next(&mut self) -> Option<(String, SessionEvent)> {
        try_next(&mut self.0)
    }
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
        next(&mut self.0).await
    }

    /// An event that has happened already, without waiting for one.
    pub fn try_next(&mut self) -> Option<SessionEvent> {
        try_next(&mut self.0)
    }
}

async fn next<T: Clone>(receiver: &mut broadcast::Receiver<T>) -> Option<T> {
    use broadcast::error::RecvError::{Closed, Lagged};
    loop {
        match receiver.recv().await {
            Ok(event) => return Some(event),
            Err(Closed) => return None,
            Err(Lagged(_)) => {}
        }
    }
}

fn try_next<T: Clone>(receiver: &mut broadcast::Receiver<T>) -> Option<T> {
    use broadcast::error::TryRecvError::{Closed, Empty, Lagged};
    loop {
        match receiver.try_recv() {
            Ok(event) => return Some(event),
            Err(Lagged(_)) => {}
            Err(Empty | Closed) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(number: u32) -> (String, SessionEvent) {
        (number.to_string(), SessionEvent::StoreRecovered)
    }

    #[tokio::test]
    async fn who_is_too_slow_misses_the_oldest_and_nothing_else() {
        let (tell, receiver) = broadcast::channel(2);
        let mut events = AccountEvents::new(receiver);
        assert_eq!(events.try_next(), None);
        for _ in 0..2 {
            for number in 0..4 {
                tell.send(told(number)).unwrap();
            }
            assert_eq!(events.next().await, Some(told(2)));
            assert_eq!(events.try_next(), Some(told(3)));
            assert_eq!(events.try_next(), None);
        }
        drop(tell);
        assert_eq!((events.next().await, events.try_next()), (None, None));
    }
}
