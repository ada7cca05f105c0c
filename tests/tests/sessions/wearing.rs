//! A way to the server, with a clock of one's own.

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, ManualClock, Transport, TransportError};

/// The same way, with another clock than the server has: people and time servers set clocks.
#[derive(Clone)]
pub(crate) struct Wearing<T> {
    pub(crate) http: T,
    pub(crate) clock: ManualClock,
}

impl<T: Transport> Transport for Wearing<T> {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.http.send(request)
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}
