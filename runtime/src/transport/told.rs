//! Requests of which a program's log is told.

use bytes::Bytes;
use http::{Request, Response};
use tracing::Instrument as _;

#[cfg(feature = "session")]
use super::Chunks;
#[cfg(feature = "session")]
use super::carried;
use super::{Transport, TransportError};

type Sent<B = Bytes> = Result<Response<B>, TransportError>;

/// Sends a request of the back channel; see [`carried::send`].
#[cfg(feature = "session")]
pub(crate) async fn send(
    http: &dyn Transport,
    request: Request<Bytes>,
    flow: &str,
    step: &str,
) -> Sent {
    let span = span(&request, flow, step);
    told(http, span, carried::send(http, request)).await
}

/// Sends a request of the back channel.
#[cfg(not(feature = "session"))]
pub(crate) async fn send(
    http: &dyn Transport,
    request: Request<Bytes>,
    flow: &str,
    step: &str,
) -> Sent {
    let span = span(&request, flow, step);
    told(http, span, http.send(request)).await
}

/// Sends a call, whose answer comes in pieces; see [`carried::call`].
#[cfg(feature = "session")]
pub(crate) async fn call(
    http: &dyn Transport,
    request: Request<Bytes>,
    flow: &str,
    step: &str,
) -> Sent<Box<dyn Chunks>> {
    let span = span(&request, flow, step);
    told(http, span, carried::call(http, request)).await
}

/// It names the host, and neither a path, a query, a header nor a body: any of them may hold a
/// secret, or what a user asks about.
fn span(request: &Request<Bytes>, flow: &str, step: &str) -> tracing::Span {
    let host = request.uri().host().unwrap_or_default();
    tracing::debug_span!("request", flow, step, method = %request.method(), host)
}

/// Waits for an answer, in a span of its own that says how it went.
async fn told<B>(
    http: &dyn Transport,
    span: tracing::Span,
    sending: impl Future<Output = Sent<B>>,
) -> Sent<B> {
    let begun = http.clock().monotonic();
    let sent = sending.instrument(span.clone()).await;
    let took = http.clock().monotonic().saturating_sub(begun);
    span.in_scope(|| match &sent {
        Ok(response) => tracing::debug!(status = response.status().as_u16(), ?took, "answered"),
        Err(error) => tracing::debug!(reason = ?error.kind(), ?took, "not answered"),
    });
    sent
}
