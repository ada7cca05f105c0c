//! What an HTTP client is built with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderValue;
use zeroize::Zeroizing;

use super::client::{HttpClient, Inner};
use super::connector::Connector;
use super::failure::unbuilt;
use super::per_runtime::PerRuntime;
use super::proxy::Choice;
use super::tls::{self, Identity, Trust};
use crate::Error;

/// How long a connection may take, if nothing else is said.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a request may take, if nothing else is said.
const TOTAL: Duration = Duration::from_secs(30);

/// Builds an [`HttpClient`] with settings of its own. What is wrong is told by
/// [`build`](Self::build).
///
/// ```
/// use spotify_flow::HttpClient;
/// use std::time::Duration;
///
/// let http = HttpClient::builder()
///     .user_agent("mixtape/1.2 (+https://mixtape.example)")
///     .proxy("http://user:password@proxy.example:3128")
///     .connect_timeout(Duration::from_secs(5))
///     .build()?;
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[must_use]
pub struct HttpClientBuilder {
    user_agent: Option<String>,
    proxy: Choice,
    trust: Trust,
    identity: Option<Identity>,
    connect_timeout: Duration,
    timeout: Duration,
}

impl HttpClient {
    /// Builds a client. It takes a few milliseconds, for the system's certificates are read: build
    /// one and copy it.
    ///
    /// # Errors
    ///
    /// [`Reason::ClientUnavailable`](crate::Reason::ClientUnavailable) when the system has no
    /// certificates to trust.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// Begins a client with settings of its own: a proxy, certificates, a name, time-outs.
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder::default()
    }

    /// A client that trusts nobody: for plain http to this machine, on systems without
    /// certificates.
    ///
    /// # Errors
    ///
    /// [`Reason::ClientUnavailable`](crate::Reason::ClientUnavailable) when the client can't be
    /// built.
    pub fn for_loopback() -> Result<Self, Error> {
        Self::builder().trusting_nobody().build()
    }
}

impl Default for HttpClientBuilder {
    fn default() -> Self {
        Self {
            user_agent: None,
            proxy: Choice::default(),
            trust: Trust::default(),
            identity: None,
            connect_timeout: CONNECT,
            timeout: TOTAL,
        }
    }
}

impl HttpClientBuilder {
    /// The app's own words in the header `User-Agent` (RFC 9110 section 10.1.5), such as
    /// `mixtape/1.2`: of calls, and of token requests. This library's name stands behind them. Some
    /// providers serve apps without a name of their own more slowly. Default: this library's name
    /// alone.
    pub fn user_agent(self, words: impl Into<String>) -> Self {
        Self { user_agent: Some(words.into()), ..self }
    }

    /// Reaches servers through this proxy: `http://proxy.example:3128`, or `https://` where the
    /// way to the proxy is TLS, too. User and password stand in the URL, percent-encoded. The proxy
    /// sees host and port of a server, and nothing of what is said (CONNECT, RFC 9110 section
    /// 9.3.6). This very machine is reached directly. Default: no proxy.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        Self { proxy: Choice::Named(Zeroizing::new(url.into())), ..self }
    }

    /// Reaches servers through the proxy that the environment names when the client is built, in
    /// `HTTPS_PROXY` or `ALL_PROXY` (or in small letters), except those in `NO_PROXY`: hosts with
    /// all below them, addresses, and networks such as `10.0.0.0/8`, with commas between them.
    /// Where it names none, there is none. Default: the environment is not asked.
    pub fn proxy_from_env(self) -> Self {
        Self { proxy: Choice::Environment, ..self }
    }

    /// Trusts these certificate authorities, too: one certificate or more, as PEM. Can be said
    /// several times. Default: the system's authorities; on Linux the variables `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` name others.
    pub fn trust(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.trust.own.push(pem.as_ref().to_vec());
        self
    }

    /// Trusts these certificate authorities and those of [`trust`](Self::trust), and not the
    /// system's: one certificate or more, as PEM.
    pub fn trust_only(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.trust.alone = true;
        self.trust(pem)
    }

    pub(super) fn trusting_nobody(mut self) -> Self {
        self.trust.alone = true;
        self
    }

    /// Shows servers that ask for one this certificate (mutual TLS, RFC 8705): the client's own
    /// certificate first, then those between it and its authority, and the private key, both as
    /// PEM. The key is one of PKCS #8, PKCS #1 or SEC 1, without a password. Default: none.
    pub fn client_certificate(self, chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        let (chain, key) = (chain.as_ref().to_vec(), Zeroizing::new(key.as_ref().to_vec()));
        Self { identity: Some(Identity { chain, key }), ..self }
    }

    /// How long opening a connection may take, with name, proxy and TLS. Default: 10 seconds.
    pub fn connect_timeout(self, limit: Duration) -> Self {
        Self { connect_timeout: limit, ..self }
    }

    /// How long a request may take, from its first byte to the last of the answer, with the
    /// connection where one must be opened. Time in which the process is stopped counts as a tenth
    /// of it at most. Default: 30 seconds.
    pub fn timeout(self, limit: Duration) -> Self {
        Self { timeout: limit, ..self }
    }

    /// Builds the client. It takes a few milliseconds where the system's certificates are read.
    ///
    /// # Errors
    ///
    /// [`Reason::ClientUnavailable`](crate::Reason::ClientUnavailable), with words that name what can't be used: a PEM text without a
    /// certificate, a key that does not belong to its certificate, a proxy that is none, a name that
    /// no header can hold, a time-out of zero; or a system without certificates to trust.
    pub fn build(self) -> Result<HttpClient, Error> {
        for (limit, what) in [(self.connect_timeout, "connect_timeout"), (self.timeout, "timeout")]
        {
            if limit.is_zero() {
                return Err(unbuilt(format!("`{what}` is zero")));
            }
        }
        let user_agent = self.user_agent.as_deref().map(introduction).transpose()?;
        let proxy = self.proxy.made(|name| std::env::var(name).ok())?;
        let tls = tls::config(&self.trust, self.identity.as_ref())?;
        let clients = PerRuntime::new(Connector::new(tls, proxy, self.connect_timeout));
        Ok(HttpClient(Arc::new(Inner { user_agent, timeout: self.timeout, clients })))
    }
}

/// The app's words, and ours behind them.
fn introduction(words: &str) -> Result<HeaderValue, Error> {
    let ours = concat!("spotify-flow/", env!("CARGO_PKG_VERSION"));
    let visible = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let words = Some(words.trim()).filter(|words| !words.is_empty() && visible(words));
    let header = words.and_then(|words| HeaderValue::try_from(format!("{words} {ours}")).ok());
    header.ok_or_else(|| {
        unbuilt("the user agent can't stand in a header")
            .with_advice("write it in visible ASCII, such as `mixtape/1.2`")
    })
}

/// A proxy's URL and a key are secrets.
impl fmt::Debug for HttpClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClientBuilder")
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
