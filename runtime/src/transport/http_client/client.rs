//! One client, and the way of a request through it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{HeaderValue, USER_AGENT};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;

use super::failure;
use super::incoming::Coming;
use super::interim::Interim;
use super::limit::within;
use super::per_runtime::PerRuntime;
use super::server::Server;
use crate::transport::{BoxFuture, Chunks, Transport, TransportError, TransportErrorKind};

/// The largest answer that is read, in bytes.
const MAX_BODY: usize = 1 << 20;

/// The HTTP client that comes with this library, with the defaults that OAuth needs.
///
/// It follows no redirect (RFC 9700 section 4.12), sends no `Referer`, keeps no cookies, repeats
/// nothing, speaks HTTP/1.1 over https (TLS 1.2 and later, by rustls) or in the clear to this very
/// machine, unpacks no compressed answer, gives up after 30 seconds, and after 1 MiB of an answer that is read
/// whole; of one that is streamed each 256 KiB have 30 seconds. It asks no proxy
/// of the environment and trusts the system's certificates, unless its [`builder`](Self::builder)
/// was told otherwise.
///
/// Copies share their connections, one set for each tokio runtime that they are used from: a
/// connection lives and ends with the runtime that drives it. It needs such a runtime, with I/O and
/// time switched on ([`enable_all`](tokio::runtime::Builder::enable_all)); without one a call is an
/// error that says so.
///
/// ```
/// let http = spotify_flow::HttpClient::new()?;
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpClient(pub(super) Arc<Inner>);

pub(super) struct Inner {
    /// The app's words and ours; without words of the app's, a request keeps what it says.
    pub(super) user_agent: Option<HeaderValue>,
    /// How long a request may take, from the first byte out to the last byte in.
    pub(super) timeout: Duration,
    pub(super) clients: PerRuntime,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("timeout", &self.0.timeout).finish_non_exhaustive()
    }
}

impl Transport for HttpClient {
    fn send<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let server = Server::of(request.uri())?;
            let client = self.0.clients.here()?;
            self.0.introduce(&mut request);
            let mut request = request.map(Full::new);
            let interim = Interim::of(&mut request);
            let exchange = async {
                let response = interim.until(client.request(request)).await;
                let response = response.ok_or_else(|| failure::flood(&server))?;
                read(response.map_err(|error| failure::of(&error, &server))?, &server).await
            };
            let answer = within(self.0.timeout, exchange).await;
            answer.unwrap_or_else(|| Err(failure::timeout(&server, self.0.timeout)))
        })
    }

    fn stream<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn Chunks>>, TransportError>> {
        Box::pin(async move {
            let server = Server::of(request.uri())?;
            let client = self.0.clients.here()?;
            self.0.introduce(&mut request);
            let mut request = request.map(Full::new);
            let interim = Interim::of(&mut request);
            let head = within(self.0.timeout, interim.until(client.request(request))).await;
            let head = head.ok_or_else(|| failure::timeout(&server, self.0.timeout))?;
            let response = head.ok_or_else(|| failure::flood(&server))?;
            let response = response.map_err(|error| failure::of(&error, &server))?;
            let timeout = self.0.timeout;
            Ok(response
                .map(|body| -> Box<dyn Chunks> { Box::new(Coming::new(body, server, timeout)) }))
        })
    }

    fn to_shared(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(self.clone()))
    }
}

impl Inner {
    /// Puts the app's words in front of ours. Words that a call brought by itself stay.
    fn introduce(&self, request: &mut http::Request<Bytes>) {
        let Some(agent) = &self.user_agent else { return };
        let said = request.headers().get(USER_AGENT);
        if said.is_none_or(|said| said == crate::protocol::machine::AGENT) {
            request.headers_mut().insert(USER_AGENT, agent.clone());
        }
    }
}

async fn read(
    response: http::Response<Incoming>,
    server: &Server,
) -> Result<http::Response<Bytes>, TransportError> {
    let (head, mut incoming) = response.into_parts();
    let mut body = Bytes::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| failure::of(&error, server))?;
        let Ok(chunk) = frame.into_data() else { continue };
        if body.len() + chunk.len() > MAX_BODY {
            let message = "the answer is larger than 1 MiB";
            return Err(TransportError::new(TransportErrorKind::BodyTooLarge, message));
        }
        body = joined(body, chunk);
    }
    Ok(http::Response::from_parts(head, body))
}

/// Most answers come in one piece, which is then the body; it is not copied.
fn joined(body: Bytes, chunk: Bytes) -> Bytes {
    if body.is_empty() {
        return chunk;
    }
    let mut joined = BytesMut::from(body);
    joined.extend_from_slice(&chunk);
    joined.freeze()
}
