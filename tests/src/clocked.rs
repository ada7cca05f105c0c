//! A wire to a real server, with a clock that tests move.

use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, HttpClient, ManualClock, Transport, TransportError};

/// The engine's own HTTP client, with a clock that stands still until it is moved. The server's
/// goes on as ever: only the client believes that time has passed.
#[derive(Clone, Debug)]
pub struct Clocked {
    http: HttpClient,
    clock: ManualClock,
}

impl Clocked {
    /// A client whose clock shows this time.
    ///
    /// # Panics
    ///
    /// When no HTTP client can be built.
    pub fn at(wall: SystemTime) -> Clocked {
        let http = HttpClient::new().expect("an HTTP client can be built");
        Clocked { http, clock: ManualClock::at(wall) }
    }

    /// The clock, to be moved.
    pub fn hands(&self) -> &ManualClock {
        &self.clock
    }
}

impl Default for Clocked {
    fn default() -> Clocked {
        Clocked::at(SystemTime::now())
    }
}

impl Transport for Clocked {
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
