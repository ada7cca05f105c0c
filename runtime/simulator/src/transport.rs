//! Carries requests for Spotify to the simulator.

use std::net::SocketAddr;
use std::sync::OnceLock;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Scheme};
use spotify_flow::{BoxFuture, Chunks, Clock, HttpClient, ManualClock, Transport};
use spotify_flow::{TransportError, TransportErrorKind};

/// The hosts that the simulator plays.
const HOSTS: [&str; 2] = ["accounts.spotify.com", "api.spotify.com"];

/// A transport into the simulated world: requests for Spotify go to the simulator, and no others go
/// anywhere. It lives by the simulator's clock.
#[derive(Debug, Clone)]
pub struct SimulatorTransport {
    address: SocketAddr,
    clock: ManualClock,
    http: OnceLock<HttpClient>,
}

impl SimulatorTransport {
    pub(super) fn new(address: SocketAddr, clock: ManualClock) -> Self {
        Self { address, clock, http: OnceLock::new() }
    }

    fn http(&self) -> Result<&HttpClient, TransportError> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let http = HttpClient::for_loopback()
            .map_err(|error| TransportError::new(TransportErrorKind::Refused, error.to_string()))?;
        Ok(self.http.get_or_init(|| http))
    }

    /// The same path and query at the simulator's address.
    fn carried(&self, uri: &Uri) -> Result<Uri, TransportError> {
        let host = uri.host().unwrap_or_default();
        let own = self.address.to_string();
        let simulated = uri.scheme() == Some(&Scheme::HTTPS) && HOSTS.contains(&host);
        let already = uri.authority().is_some_and(|authority| authority.as_str() == own);
        let authority = Authority::try_from(own).ok().filter(|_| simulated || already);
        let mut parts = uri.clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = authority;
        Uri::from_parts(parts).map_err(|_| {
            let message = format!("the simulator does not play {host}");
            TransportError::new(TransportErrorKind::Refused, message)
        })
    }
}

impl Transport for SimulatorTransport {
    fn send<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            *request.uri_mut() = self.carried(request.uri())?;
            self.http()?.send(request).await
        })
    }

    fn stream<'a>(
        &'a self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'a, Result<http::Response<Box<dyn Chunks>>, TransportError>> {
        Box::pin(async move {
            *request.uri_mut() = self.carried(request.uri())?;
            self.http()?.stream(request).await
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}
