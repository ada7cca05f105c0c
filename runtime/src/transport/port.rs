//! The port through which requests leave.

use std::sync::Arc;

use bytes::Bytes;

use super::clock::{Clock, SystemClock};
use super::{BoxFuture, TransportError};

/// Sends a request and brings the answer. The engine builds requests and reads answers; what lies
/// between is one of these.
///
/// Whoever writes one promises: redirects are not followed, nothing is sent in the clear except to
/// this machine, an answer is at most 1 MiB, and every wait ends.
pub trait Transport: Send + Sync {
    /// Sends one request, once.
    ///
    /// The future fails when there is no whole answer; an answer of any status is an answer.
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>>;

    /// The clock of the world that the transport leads into: the system's, unless that world is a
    /// simulated one with a time of its own.
    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }

    fn clock(&self) -> &dyn Clock {
        (**self).clock()
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }

    fn clock(&self) -> &dyn Clock {
        (**self).clock()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }

    fn clock(&self) -> &dyn Clock {
        (**self).clock()
    }
}
