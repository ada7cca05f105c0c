//! A body that still comes.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::failure;
use super::limit::Home;
use super::pace::Pace;
use super::server::Server;
use crate::transport::{BoxFuture, Chunks, TransportError};

/// A body that still comes. Each wait for a piece of it ends.
pub(super) struct Coming {
    incoming: Incoming,
    server: Server,
    timeout: Duration,
    pace: Pace,
    home: Home,
}

impl Coming {
    /// The rest of an answer to this runtime.
    pub(super) fn new(incoming: Incoming, server: Server, timeout: Duration) -> Self {
        Self { incoming, server, timeout, pace: Pace::of(timeout), home: Home::here() }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        loop {
            let begun = Instant::now();
            let frame = self.home.within(self.pace.left(), self.incoming.frame()).await;
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

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc;
    use std::task::{Context, Waker};

    use tokio::runtime::Builder;

    use crate::HttpClient;
    use crate::transport::{Transport as _, block_on};

    #[test]
    fn a_piece_may_be_waited_for_outside_of_every_runtime() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (go_on, goes_on) = mpsc::channel();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n").unwrap();
            goes_on.recv().unwrap();
            stream.write_all(b"file").unwrap();
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let http = HttpClient::for_loopback().unwrap();
        let request = http::Request::get(origin).body(bytes::Bytes::new()).unwrap();
        let mut body = runtime.block_on(http.stream(request)).unwrap().into_body();
        let mut chunk = body.chunk();
        let first = chunk.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(first.is_pending());
        go_on.send(()).unwrap();
        assert_eq!(block_on(async { Ok(chunk.await?) }).unwrap().unwrap(), "file");
        server.join().unwrap();
    }
}
