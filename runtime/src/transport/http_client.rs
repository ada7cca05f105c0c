//! The HTTP client, hardened for OAuth.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rustls_platform_verifier::BuilderVerifierExt as _;
use url::Url;

use super::{BoxFuture, Transport, TransportError, TransportErrorKind};
use crate::protocol::values::origin::is_secure;
use crate::{Error, Reason};

/// The largest answer that is read, in bytes.
const MAX_BODY: usize = 1 << 20;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a request may take, from the first byte out to the last byte in.
const TOTAL: Duration = Duration::from_secs(30);

/// The HTTP client that comes with this library: reqwest, with the defaults that OAuth needs.
///
/// It follows no redirect (RFC 9700 section 4.12), sends no `Referer`, keeps no cookies, asks no
/// proxy of the environment, repeats nothing, speaks HTTP/1.1 over https (TLS 1.2 and later, the
/// system's certificates) or in the clear to this very machine, unpacks no compressed answer, gives
/// up after 30 seconds and after 1 MiB. Copies share one pool of connections.
///
/// None of that changes when another crate of the program switches features of reqwest on.
///
/// ```
/// let http = spotify_flow::HttpClient::new()?;
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct HttpClient(reqwest::Client);

impl HttpClient {
    /// Builds a client. It takes a few milliseconds, for the system's certificates are read: build
    /// one and copy it.
    ///
    /// # Errors
    ///
    /// [`Reason::ClientUnavailable`] when the system has no certificates to trust.
    pub fn new() -> Result<Self, Error> {
        let tls =
            tls_builder()?.with_platform_verifier().map_err(unavailable)?.with_no_client_auth();
        Self::with_tls(tls)
    }

    /// A client that trusts nobody: for plain http to this machine, on systems without
    /// certificates.
    ///
    /// # Errors
    ///
    /// [`Reason::ClientUnavailable`] when the client can't be built.
    pub fn for_loopback() -> Result<Self, Error> {
        let nobody = rustls::RootCertStore::empty();
        Self::with_tls(tls_builder()?.with_root_certificates(nobody).with_no_client_auth())
    }

    fn with_tls(tls: rustls::ClientConfig) -> Result<Self, Error> {
        let client = plain(reqwest::Client::builder())
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .user_agent(concat!("spotify-flow/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(unavailable)?;
        Ok(Self(client))
    }
}

/// Without what another crate may have switched on in reqwest: features are the whole program's. A
/// token answer is small; unpacking one, or HTTP/2, only gives a hostile server more to play with.
fn plain(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.no_gzip().no_brotli().no_zstd().no_deflate().http1_only()
}

type TlsBuilder = rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>;

/// TLS with ring, named here and installed nowhere: an application's own choice stays its own.
fn tls_builder() -> Result<TlsBuilder, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unavailable)
}

fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(Reason::ClientUnavailable, "the HTTP client can't be built")
        .advice("install the system's CA certificates (`ca-certificates`)")
        .with_source(source)
}

impl Transport for HttpClient {
    fn send<'a>(
        &'a self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|error| failed(&error))?;
            check(request.url())?;
            let response = self.0.execute(request).await.map_err(|error| failed(&error))?;
            read(response).await
        })
    }

    fn to_shared(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(self.clone()))
    }
}

/// Nothing goes out in the clear, whoever built the request.
fn check(url: &Url) -> Result<(), TransportError> {
    if is_secure(url) {
        return Ok(());
    }
    let host = url.host_str().unwrap_or("an address without host");
    let message = format!("refused to send a request to {host}: it is neither https nor loopback");
    Err(TransportError::new(TransportErrorKind::Refused, message))
}

async fn read(mut response: reqwest::Response) -> Result<http::Response<Bytes>, TransportError> {
    let mut body = Bytes::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > MAX_BODY {
            let message = "the answer is larger than 1 MiB";
            return Err(TransportError::new(TransportErrorKind::BodyTooLarge, message));
        }
        body = joined(body, chunk);
    }
    let mut answer = http::Response::new(body);
    *answer.status_mut() = response.status();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    Ok(answer)
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

/// Says what happened without reqwest's own words: they hold the URL.
fn failed(error: &reqwest::Error) -> TransportError {
    let host = error.url().and_then(Url::host_str).unwrap_or("the server");
    // A connection that took too long is both; that nothing was sent is what matters.
    let (kind, message) = if error.is_connect() {
        (TransportErrorKind::Connect, format!("no connection to {host}"))
    } else if error.is_timeout() {
        (TransportErrorKind::Timeout, format!("no answer from {host} in time"))
    } else if error.is_builder() {
        (TransportErrorKind::Refused, format!("the request to {host} can't be sent as it is"))
    } else {
        (TransportErrorKind::Interrupted, format!("the connection to {host} broke"))
    };
    match root_cause(error) {
        Some(cause) => TransportError::new(kind, message).with_source(cause),
        None => TransportError::new(kind, message),
    }
}

/// The innermost cause, in its own words: a refused connection, a certificate. It knows no URL.
fn root_cause(error: &reqwest::Error) -> Option<String> {
    let mut cause = std::error::Error::source(error)?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause.to_string())
}
