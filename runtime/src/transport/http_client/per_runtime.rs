//! Connections for each runtime.
//!
//! A connection is driven by the runtime that opened it. Over one that was opened elsewhere a request
//! waits for a runtime that may stand still, or have ended: its answer is never read.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use super::connector::Connector;
use crate::transport::{TransportError, TransportErrorKind};

/// The client of one runtime.
pub(super) type Client = legacy::Client<Connector, Full<Bytes>>;

/// The clients of all runtimes in use. Whoever sends looks without a lock; who comes first from a
/// runtime adds its client under one.
pub(super) struct PerRuntime {
    connector: Connector,
    clients: Arc<Clients>,
}

#[derive(Default)]
struct Clients {
    kept: ArcSwap<Vec<Arc<Kept>>>,
    changing: Mutex<()>,
}

struct Kept {
    runtime: Id,
    client: Client,
    /// Its end wakes the task that waits for the end of the runtime.
    _in_use: oneshot::Sender<Infallible>,
}

impl PerRuntime {
    pub(super) fn new(connector: Connector) -> Self {
        Self { connector, clients: Arc::default() }
    }

    /// The client of the runtime that asks.
    pub(super) fn here(&self) -> Result<Client, TransportError> {
        let runtime = Handle::try_current().map_err(|_| unusable(NO_RUNTIME))?;
        match self.clients.of(runtime.id()) {
            Some(client) => Ok(client),
            None => self.begin(&runtime),
        }
    }

    /// Opens the books for a runtime, and has them closed at its end: a task that never ends by
    /// itself is dropped then.
    fn begin(&self, runtime: &Handle) -> Result<Client, TransportError> {
        usable()?;
        let _changing = self.clients.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = self.clients.of(runtime.id()) {
            return Ok(client);
        }
        let (in_use, ended) = oneshot::channel();
        let client = client(self.connector.clone());
        let kept = Kept { runtime: runtime.id(), client: client.clone(), _in_use: in_use };
        self.clients.change(|all| all.push(Arc::new(kept)));
        let end = AtTheEnd { runtime: runtime.id(), clients: Arc::downgrade(&self.clients) };
        runtime.spawn(async move {
            let _end = end;
            ended.await.ok()
        });
        Ok(client)
    }
}

impl Clients {
    fn of(&self, runtime: Id) -> Option<Client> {
        let kept = self.kept.load();
        kept.iter().find(|kept| kept.runtime == runtime).map(|kept| kept.client.clone())
    }

    fn change(&self, how: impl FnOnce(&mut Vec<Arc<Kept>>)) {
        let mut kept = Vec::clone(&self.kept.load());
        how(&mut kept);
        self.kept.store(Arc::new(kept));
    }
}

/// Forgets what belongs to a runtime when that runtime drops its tasks.
struct AtTheEnd {
    runtime: Id,
    clients: Weak<Clients>,
}

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        let Some(clients) = self.clients.upgrade() else { return };
        let _changing = clients.changing.lock().unwrap_or_else(PoisonError::into_inner);
        clients.change(|all| all.retain(|kept| kept.runtime != self.runtime));
    }
}

fn client(connector: Connector) -> Client {
    legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector)
}

const NO_RUNTIME: &str = "the HTTP client needs a tokio runtime, and there is none here";
const NOT_ENABLED: &str = "the HTTP client needs a tokio runtime with time and I/O: build it with \
                           `enable_all`";

fn unusable(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Unusable, message)
}

/// Whether the runtime can wait and has sockets. Tokio says so by a panic alone, which ends here;
/// where panics end the program, tokio's words are the last.
fn usable() -> Result<(), TransportError> {
    let tried = catch_unwind(AssertUnwindSafe(|| {
        drop(tokio::time::sleep(Duration::ZERO));
        sockets()
    }));
    match tried {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(unusable("the HTTP client can't open a socket")),
        Err(_) => Err(unusable(NOT_ENABLED)),
    }
}

/// Registers a socket that leads nowhere.
fn sockets() -> std::io::Result<()> {
    let socket = std::net::UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
    socket.set_nonblocking(true)?;
    tokio::net::UdpSocket::from_std(socket).map(drop)
}

#[cfg(test)]
mod tests {
    use crate::HttpClient;

    #[test]
    fn a_runtime_is_known_while_it_is_there_and_as_long_as_the_client_is() {
        let http = HttpClient::for_loopback().unwrap();
        let known = || http.0.clients.clients.kept.load().len();
        let runtime =
            || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (first, second) = (runtime(), runtime());
        for runtime in [&first, &second, &first] {
            runtime.block_on(async { http.0.clients.here() }).unwrap();
        }
        assert_eq!(known(), 2);
        drop(first);
        assert_eq!(known(), 1);
        let clients = std::sync::Arc::downgrade(&http.0.clients.clients);
        assert_eq!(second.metrics().num_alive_tasks(), 1);
        drop(http);
        assert!(clients.upgrade().is_none());
        second.block_on(tokio::task::yield_now());
        second.block_on(tokio::task::yield_now());
        assert_eq!(second.metrics().num_alive_tasks(), 0);
    }
}
