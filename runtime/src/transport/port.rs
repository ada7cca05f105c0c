//! The port through which requests leave.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::chunks::whole;
use super::clock::{Clock, SystemClock};
use super::{BoxFuture, Chunks, Driver, TransportError};

/// How long a request may take, of a transport that says nothing else.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// Sends a request and brings the answer. The engine builds requests and reads answers; what lies
/// between is one of these.
///
/// Whoever writes one promises: redirects are not followed, nothing is sent in the clear except to
/// this machine, an answer that comes whole is at most 1 MiB, and every wait ends.
///
/// And its futures never block the thread that polls them: it is the library's own, on which the
/// requests of all sessions are carried, or one of the program's runtime. What blocks belongs on a
/// thread of its own.
///
/// Where the library is the [`driver`](Self::driver), token requests are given up when there is no
/// whole answer a second after [`longest`](Self::longest), and calls of an API when there is no head
/// of one. Each piece of a body that follows has the limit that its [`Chunks`] have. A transport that
/// its caller drives has no limits but its own.
pub trait Transport: Send + Sync {
    /// Sends one request, once.
    ///
    /// The future fails when there is no whole answer; an answer of any status is an answer.
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>>;

    /// Sends one request, once, and gives the answer as soon as its head is there: the body follows in
    /// pieces, and may be of any size. A transport that does not do better reads it whole first.
    fn stream<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn Chunks>>, TransportError>> {
        let sent = self.send(request);
        Box::pin(async move { Ok(sent.await?.map(whole)) })
    }

    /// The clock of the world that the transport leads into: the system's, unless that world is a
    /// simulated one with a time of its own.
    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }

    /// Who drives its requests, and what sessions do with the answers: the library, on a thread of
    /// its own, unless the transport leads into a world with a clock of its own.
    ///
    /// What the library drives is sent from a tokio runtime that is not the program's: connections
    /// that are kept must not depend on one of them.
    fn driver(&self) -> Driver {
        if self.clock().id() == SystemClock.id() { Driver::Library } else { Driver::Caller }
    }

    /// How long one request may take at most, all in all: until the whole answer is there, or where
    /// it comes in pieces, its head. A transport with limits of its own says here what they come to:
    /// what the library drives is given up a second later, as [`Timeout`]. A wrapper passes on what
    /// it wraps.
    ///
    /// [`Timeout`]: super::TransportErrorKind::Timeout
    fn longest(&self) -> Duration {
        LONGEST
    }

    /// The same transport for whoever goes on when this one's borrower is gone; `None` where it can't
    /// be shared. Steps of an attempt only borrow their transport: where it can be shared, what they
    /// send is driven by the library, too.
    fn to_shared(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

/// What leads to a transport is one.
macro_rules! leads_to {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send<'a>(
                &'a self,
                request: http::Request<Bytes>,
            ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
                (**self).send(request)
            }

            fn stream<'a>(
                &'a self,
                request: http::Request<Bytes>,
            ) -> BoxFuture<'a, Result<http::Response<Box<dyn Chunks>>, TransportError>> {
                (**self).stream(request)
            }

            fn clock(&self) -> &dyn Clock {
                (**self).clock()
            }

            fn driver(&self) -> Driver {
                (**self).driver()
            }

            fn longest(&self) -> Duration {
                (**self).longest()
            }

            fn to_shared(&self) -> Option<Arc<dyn Transport>> {
                (**self).to_shared()
            }
        }
    )*};
}
leads_to!(&T, Arc<T>, Box<T>);
