//! A body that still comes.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::failure;
use super::limit::within;
use super::pace::Pace;
use super::server::Server;
use crate::transport::{BoxFuture, Chunks, TransportError};

/// A body that still comes. Each wait for a piece of it ends.
pub(super) struct Coming {
    incoming: Incoming,
    server: Server,
    timeout: Duration,
    pace: Pace,
}

impl Coming {
    pub(super) fn new(incoming: Incoming, server: Server, timeout: Duration) -> Self {
        Self { incoming, server, timeout, pace: Pace::of(timeout) }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        loop {
            let begun = Instant::now();
            let frame = within(self.pace.left(), self.incoming.frame()).await;
            let frame = frame.ok_or_else(|| failure::timeout(&self.server, self.timeout))?;
            let Some(frame) = frame else { return Ok(None) };
            let frame = frame.map_err(|error| failure::of(&error, &self.server))?;
            let data = frame.into_data().ok();
            self.pace.came(data.as_ref().map_or(0, Bytes::len), begun.elapsed());
            if let Some(data) = data {
                return Ok(Some(data));
            }
        }
    }
}

impl Chunks for Coming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(self.next())
    }
}
