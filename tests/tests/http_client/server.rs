//! Servers on threads of their own, so that no runtime of a test drives them, and who they are.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::RootCertStore;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::WebPkiClientVerifier;
use spotify_flow::http::{Request, Response};
use spotify_flow::{Error, HttpClient, HttpClientBuilder, Transport as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) type Body = bytes::Bytes;

/// Who says who somebody is.
pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut params = CertificateParams::default();
    let name = format!("authority {}", COUNT.fetch_add(1, Ordering::Relaxed));
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate with its key, both as PEM.
pub(crate) struct Identity {
    pub(crate) chain: String,
    pub(crate) key: String,
    der: (Vec<u8>, Vec<u8>),
}

/// Somebody of this name, in these years.
pub(crate) fn identity(issuer: &Authority, name: &str, years: (i32, i32)) -> Identity {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 12, 31);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let der = (certificate.der().to_vec(), key.serialize_der());
    Identity { chain: certificate.pem(), key: key.serialize_pem(), der }
}

/// The years in which most certificates here are valid.
pub(crate) const NOW: (i32, i32) = (2015, 2099);

/// What a server of TLS needs; whom it lets in, where it asks.
fn tls(identity: &Identity, clients: Option<&Authority>) -> tokio_rustls::TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider.clone());
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let (chain, key) = identity.der.clone();
    let key = PrivatePkcs8KeyDer::from(key).into();
    let config = config.with_single_cert(vec![chain.into()], key).unwrap();
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

/// A server on loopback, with what it has seen.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    /// A server that does this with each connection.
    pub(crate) fn start<F, Serve>(serve: F) -> Server
    where
        F: Fn(TcpStream, Seen) -> Serve + Send + 'static,
        Serve: Future<Output = ()> + Send + 'static,
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let server = Server { address, seen: Arc::clone(&seen) };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let mut all = seen.lock().unwrap();
                    all.push(Vec::new());
                    tokio::spawn(serve(stream, Seen(Arc::clone(&seen), all.len() - 1)));
                }
            });
        });
        server
    }

    /// Speaks http in the clear.
    pub(crate) fn plain() -> Server {
        Server::start(answer)
    }

    /// Speaks https.
    pub(crate) fn secure(identity: &Identity, clients: Option<&Authority>) -> Server {
        let tls = tls(identity, clients);
        Server::start(move |stream, seen| {
            let tls = tls.clone();
            async move {
                match tls.accept(stream).into_fallible().await {
                    Ok(stream) => answer(stream, seen).await,
                    // Hanging up on what was not read would take the alert away again.
                    Err((_, mut stream)) => while stream.read_u8().await.is_ok() {},
                }
            }
        })
    }

    /// A proxy that takes every name for this server, asks for these credentials, and speaks TLS
    /// itself where it is somebody.
    pub(crate) fn proxy(
        to: SocketAddr,
        credentials: Option<&'static str>,
        own: Option<&Identity>,
    ) -> Server {
        let tls = own.map(|identity| tls(identity, None));
        Server::start(move |stream, seen| {
            let tls = tls.clone();
            async move {
                match tls {
                    None => relay(stream, seen, to, credentials).await,
                    Some(tls) => {
                        relay(tls.accept(stream).await.unwrap(), seen, to, credentials).await
                    }
                }
            }
        })
    }

    /// The heads of the requests of each connection.
    pub(crate) fn seen(&self) -> Vec<Vec<String>> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}

/// What a connection brought.
pub(crate) struct Seen(Arc<Mutex<Vec<Vec<String>>>>, usize);

impl Seen {
    pub(crate) fn push(&self, head: String) {
        self.0.lock().unwrap()[self.1].push(head);
    }
}

/// Reads the head of a request; nothing once the other side has hung up.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

pub(crate) const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Answers all requests of a connection; they have no bodies here.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, seen: Seen) {
    while let Some(head) = head(&mut stream).await {
        seen.push(head);
        if stream.write_all(OK).await.is_err() {
            return;
        }
    }
}

/// Carries what comes to a server, and back.
async fn relay(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    seen: Seen,
    to: SocketAddr,
    credentials: Option<&str>,
) {
    let Some(head) = head(&mut stream).await else { return };
    let let_in = credentials.is_none_or(|credentials| head.contains(credentials));
    let allowed = !head.contains("forbidden.example");
    seen.push(head);
    let status = match (let_in, allowed) {
        (true, true) => "200 Connection established",
        (true, false) => "403 Forbidden",
        (false, _) => "407 Proxy Authentication Required",
    };
    stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await.unwrap();
    if let_in && allowed {
        let mut server = TcpStream::connect(to).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut stream, &mut server).await;
    }
}

/// A request without a body.
pub(crate) fn get(url: &str) -> Request<Body> {
    Request::get(url).body(Body::new()).unwrap()
}

/// What asking for a URL comes to, as the library tells it.
pub(crate) async fn ask(http: &HttpClient, url: &str) -> Result<Response<Body>, Error> {
    http.send(get(url)).await.map_err(Error::from)
}

/// A client that trusts this authority alone, and more.
pub(crate) fn trusting(authority: &Authority) -> HttpClientBuilder {
    HttpClient::builder().trust_only(authority.pem())
}
