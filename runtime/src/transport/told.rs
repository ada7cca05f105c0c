//! Requests of which a program's log is told.

use bytes::Bytes;
use http::{Request, Response};
use tracing::Instrument as _;

use super::{Transport, TransportError};

/// Sends a request, in a span of its own that says how it went.
///
/// It names the host, and neither a path, a query, a header nor a body: any of them may hold a
/// secret, or what a user asks about.
pub(crate) async fn send(
    http: &dyn Transport,
    request: Request<Bytes>,
    flow: &str,
    step: &str,
) -> Result<Response<Bytes>, TransportError> {
    let host = request.uri().host().unwrap_or_default();
    let span = tracing::debug_span!("request", flow, step, method = %request.method(), host);
    let begun = http.clock().monotonic();
    let sent = http.send(request).instrument(span.clone()).await;
    let took = http.clock().monotonic().saturating_sub(begun);
    span.in_scope(|| match &sent {
        Ok(response) => tracing::debug!(status = response.status().as_u16(), ?took, "answered"),
        Err(error) => tracing::debug!(reason = ?error.kind(), ?took, "not answered"),
    });
    sent
}
