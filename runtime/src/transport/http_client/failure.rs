//! Why a request came to nothing, in words that name the server and the cause, and never a URL.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, InvalidMessage};

use super::server::Server;
use super::stream::SpeaksTls;
use crate::transport::{TransportError, TransportErrorKind};
use crate::{Error, Reason};

/// Why a connection could not be opened.
#[derive(Debug)]
pub(super) struct NoConnection {
    /// The proxy that could not be reached, or did not let through.
    by: Option<String>,
    why: String,
    advice: Option<&'static str>,
    source: Option<String>,
}

/// A name that the system's resolver does not know.
#[derive(Debug)]
pub(super) struct NotFound(pub(super) io::Error);

const TRUST: &str = "trust its authority: `HttpClient::builder().trust(pem)`, or on Linux name a \
                     file of certificates in SSL_CERT_FILE";
const CLOCK: &str = "its owner must renew it, or this machine's clock is wrong";
const IDENTITY: &str = "give the client one: `HttpClient::builder().client_certificate(..)`";

impl NoConnection {
    fn new(why: impl Into<String>) -> Self {
        Self { by: None, why: why.into(), advice: None, source: None }
    }

    fn advice(self, advice: &'static str) -> Self {
        Self { advice: Some(advice), ..self }
    }

    pub(super) fn by(self, proxy: &str) -> Self {
        Self { by: Some(proxy.to_owned()), ..self }
    }

    pub(super) fn timed_out(limit: Duration) -> Self {
        Self::new(format!("none after {limit:?}"))
    }

    pub(super) fn other(why: impl fmt::Display) -> Self {
        Self::new(why.to_string())
    }

    pub(super) fn credentials() -> Self {
        Self::new("it wants other credentials (HTTP 407)")
            .advice("write them into its URL: `http://user:password@proxy.example:3128`")
    }

    pub(super) fn refused_by_proxy(status: u16) -> Self {
        Self::new(format!("it does not let through (HTTP {status})"))
    }

    pub(super) fn no_proxy() -> Self {
        Self::new("what it answers is no answer of a proxy")
    }

    /// TCP came to nothing.
    pub(super) fn tcp(error: &(dyn StdError + 'static)) -> Self {
        if let Some(NotFound(error)) = find(error) {
            return Self { source: Some(error.to_string()), ..Self::new("its name is not found") };
        }
        find(error).map_or_else(|| Self::other(error), Self::io)
    }

    pub(super) fn io(error: &io::Error) -> Self {
        let known = WORDS.iter().find(|(kind, _)| *kind == error.kind());
        let Some((_, why)) = known else { return Self::other(error) };
        Self { source: Some(error.to_string()), ..Self::new(*why) }
    }

    /// TLS came to nothing.
    pub(super) fn tls(error: &io::Error) -> Self {
        let Some(why) = find::<rustls::Error>(error) else { return Self::io(error) };
        let said = if let rustls::Error::InvalidCertificate(why) = why {
            certificate(why)
        } else if let rustls::Error::AlertReceived(alert) = why {
            refusal(*alert)
        } else if *why == rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) {
            Self::new("it does not speak https there")
        } else {
            Self::other(why)
        };
        Self { source: Some(why.to_string()), ..said }
    }
}

const CLOSED: &str = "it was closed before it was open";

/// What the system says, in words; what is not here has words of its own.
const WORDS: [(io::ErrorKind, &str); 8] = [
    (io::ErrorKind::ConnectionRefused, "connection refused"),
    (io::ErrorKind::HostUnreachable, "the host can't be reached"),
    (io::ErrorKind::NetworkUnreachable, "the network can't be reached"),
    (io::ErrorKind::TimedOut, "it does not answer"),
    (io::ErrorKind::ConnectionReset, CLOSED),
    (io::ErrorKind::ConnectionAborted, CLOSED),
    (io::ErrorKind::BrokenPipe, CLOSED),
    (io::ErrorKind::UnexpectedEof, CLOSED),
];

/// What is wrong with a server's certificate.
fn certificate(why: &CertificateError) -> NoConnection {
    use CertificateError as Why;
    // An authority of a known name with another key is unknown, too.
    if [Why::UnknownIssuer, Why::BadSignature].contains(why) {
        return NoConnection::new("nobody that is trusted here stands for its certificate")
            .advice(TRUST);
    }
    if matches!(why, Why::NotValidForName | Why::NotValidForNameContext { .. }) {
        return NoConnection::new("its certificate is for another name");
    }
    if matches!(why, Why::Expired | Why::ExpiredContext { .. }) {
        return NoConnection::new("its certificate has expired").advice(CLOCK);
    }
    if matches!(why, Why::NotValidYet | Why::NotValidYetContext { .. }) {
        return NoConnection::new("its certificate is not valid yet").advice(CLOCK);
    }
    NoConnection::new(format!("its certificate is refused: {why}"))
}

/// What a server of TLS says when it does not want this client.
fn refusal(alert: AlertDescription) -> NoConnection {
    if alert == AlertDescription::CertificateRequired {
        return NoConnection::new("it wants a client certificate").advice(IDENTITY);
    }
    let why =
        if about_us(alert) { "wants another client certificate" } else { "refuses TLS with us" };
    let refused = NoConnection::new(format!("it {why} ({alert:?})"));
    if about_us(alert) { refused.advice(IDENTITY) } else { refused }
}

/// Whether an alert is about the certificate of the client.
fn about_us(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
    )
}

/// A request that came to nothing.
pub(super) fn of(error: &(dyn StdError + 'static), server: &Server) -> TransportError {
    if let Some(why) = find(error) {
        return no_connection(why, server);
    }
    if find::<SpeaksTls>(error).is_some() {
        let why = NoConnection::other(SpeaksTls).advice("write its address with `https://`");
        return no_connection(&why, server);
    }
    // With TLS 1.3 a server looks at the client's certificate when the client is done already.
    if let Some(rustls::Error::AlertReceived(alert)) = find(error)
        && about_us(*alert)
    {
        return no_connection(&refusal(*alert), server);
    }
    let message = match find::<hyper::Error>(error) {
        Some(error) if error.is_parse() => format!("what {server} answers is no HTTP"),
        _ => format!("the connection to {server} broke"),
    };
    TransportError::new(TransportErrorKind::Interrupted, message).with_source(root(error))
}

/// A request that was not answered in time.
pub(super) fn timeout(server: &Server, limit: Duration) -> TransportError {
    let message = format!("no answer from {server} in {limit:?}");
    TransportError::new(TransportErrorKind::Timeout, message)
}

/// A server that says for ever that it will answer soon.
pub(super) fn flood(server: &Server) -> TransportError {
    let message = format!("{server} sends interim answers without end");
    TransportError::new(TransportErrorKind::Interrupted, message)
}

fn no_connection(why: &NoConnection, server: &Server) -> TransportError {
    let message = format!("no connection to {server}{why}");
    let mut error = TransportError::new(TransportErrorKind::Connect, message);
    if let Some(advice) = why.advice {
        error = error.with_advice(advice);
    }
    match &why.source {
        Some(source) => error.with_source(source.as_str()),
        None => error,
    }
}

/// A client that can't be built as it is asked for.
pub(super) fn unbuilt(why: impl fmt::Display) -> Error {
    Error::new(Reason::ClientUnavailable, format!("the HTTP client can't be built: {why}"))
}

/// The innermost cause, in its own words. It knows no URL.
fn root(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// The first error of a type in a chain of causes. What an I/O error was made of is one of them, and
/// its `source` leaves that out.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut cause = error;
    loop {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inner {
            Some(inner) => inner,
            None => cause.source()?,
        };
    }
}

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(proxy) = &self.by {
            write!(f, " by the proxy {proxy}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl StdError for NoConnection {}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for NotFound {}
