//! The transport of sessions that were given none.

use std::sync::Arc;

use bytes::Bytes;

use super::{BoxFuture, Chunks, Transport, TransportError, TransportErrorKind};

/// The HTTP client of this library, built when it is first needed and shared by all who need it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shared;

impl Transport for Shared {
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { client()?.send(request).await })
    }

    fn stream<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn Chunks>>, TransportError>> {
        Box::pin(async move { client()?.stream(request).await })
    }

    fn to_shared(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(*self))
    }
}

fn unavailable(message: String) -> TransportError {
    TransportError::new(TransportErrorKind::Unusable, message)
}

#[cfg(feature = "http-client")]
fn client() -> Result<&'static super::HttpClient, TransportError> {
    static CLIENT: std::sync::OnceLock<super::HttpClient> = std::sync::OnceLock::new();
    if let Some(client) = CLIENT.get() {
        return Ok(client);
    }
    let client = super::HttpClient::new().map_err(|error| unavailable(error.to_string()))?;
    Ok(CLIENT.get_or_init(|| client))
}

#[cfg(not(feature = "http-client"))]
fn client() -> Result<&'static dyn Transport, TransportError> {
    let message = "the session has no transport: give it one with `with_transport`, or enable the \
                   feature `http-client`";
    Err(unavailable(message.to_owned()))
}
