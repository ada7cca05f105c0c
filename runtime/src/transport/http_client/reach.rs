//! Reaches a server: TCP, and TLS over it.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::failure::{NoConnection, NotFound};
use super::stream::Io;
use crate::transport::BoxFuture;

/// The ways to a server that needs no proxy.
pub(super) struct Reach {
    tcp: HttpConnector<Names>,
    tls: TlsConnector,
}

impl Reach {
    pub(super) fn new(tls: rustls::ClientConfig) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Names(GaiResolver::new()));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { tcp, tls: TlsConnector::from(Arc::new(tls)) }
    }

    /// A connection of TCP.
    pub(super) async fn plain(&self, uri: Uri) -> Result<Box<dyn Io>, NoConnection> {
        let stream = self.tcp.clone().call(uri).await.map_err(|error| NoConnection::tcp(&error))?;
        Ok(Box::new(stream.into_inner()))
    }

    /// TLS over a connection, with a server that proves its name.
    pub(super) async fn secure(
        &self,
        io: Box<dyn Io>,
        host: &str,
    ) -> Result<Box<dyn Io>, NoConnection> {
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(name).map_err(NoConnection::other)?;
        let stream = self.tls.connect(name, io).await.map_err(|error| NoConnection::tls(&error))?;
        Ok(Box::new(stream))
    }
}

/// The system's resolver, whose failures are known by their type.
#[derive(Clone)]
struct Names(GaiResolver);

impl Service<Name> for Names {
    type Response = GaiAddrs;
    type Error = NotFound;
    type Future = BoxFuture<'static, Result<GaiAddrs, NotFound>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), NotFound>> {
        self.0.poll_ready(context).map_err(NotFound)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = self.0.call(name);
        Box::pin(async move { found.await.map_err(NotFound) })
    }
}
