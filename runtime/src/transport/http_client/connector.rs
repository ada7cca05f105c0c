//! Opens connections: TCP, through a proxy where there is one, TLS.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use tower_service::Service;

use super::failure::NoConnection;
use super::limit::within;
use super::proxy::Proxy;
use super::reach::Reach;
use super::server::Server;
use super::stream::Stream;
use crate::transport::BoxFuture;

/// What opens the connections of one client.
#[derive(Clone)]
pub(super) struct Connector(Arc<Ways>);

struct Ways {
    reach: Reach,
    proxy: Option<Proxy>,
    timeout: Duration,
}

impl Connector {
    pub(super) fn new(tls: rustls::ClientConfig, proxy: Option<Proxy>, timeout: Duration) -> Self {
        Self(Arc::new(Ways { reach: Reach::new(tls), proxy, timeout }))
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = NoConnection;
    type Future = BoxFuture<'static, Result<Self::Response, NoConnection>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NoConnection>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let ways = Arc::clone(&self.0);
        Box::pin(async move {
            let opened = within(ways.timeout, ways.open(uri)).await;
            opened.unwrap_or_else(|| Err(NoConnection::timed_out(ways.timeout)))
        })
    }
}

impl Ways {
    async fn open(&self, uri: Uri) -> Result<TokioIo<Stream>, NoConnection> {
        let server = Server::of(&uri).map_err(NoConnection::other)?;
        let proxied = self.proxy.as_ref().and_then(|proxy| proxy.to(&uri, &server));
        let io = match proxied {
            Some(way) => {
                way.through(&self.reach, &server).await.map_err(|why| why.by(way.server()))?
            }
            None => self.reach.plain(uri).await?,
        };
        let io = if server.is_secure() { self.reach.secure(io, server.host()).await? } else { io };
        Ok(TokioIo::new(Stream::new(io, server.is_secure())))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}
