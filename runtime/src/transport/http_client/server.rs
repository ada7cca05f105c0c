//! Whom a request goes to.

use std::fmt;
use std::net::IpAddr;

use http::Uri;

use crate::transport::{TransportError, TransportErrorKind};

/// Host and port of a server, as messages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    host: String,
    port: u16,
    secure: bool,
}

impl Server {
    /// The server of a request. Nothing goes out in the clear, whoever built the request.
    pub(super) fn of(uri: &Uri) -> Result<Self, TransportError> {
        let host = uri.host().unwrap_or_default();
        let secure = match uri.scheme_str() {
            Some("https") if !host.is_empty() => true,
            Some("http") if is_loopback(host) => false,
            _ => return Err(refused(host)),
        };
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        Ok(Self { host: host.to_owned(), port, secure })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Whether it must prove who it is, and nobody may read along.
    pub(super) fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether it is on this very machine, so that no proxy leads there.
    pub(super) fn is_here(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn refused(host: &str) -> TransportError {
    let host = if host.is_empty() { "an address without host" } else { host };
    let message = format!("refused to send a request to {host}: it is neither https nor loopback");
    TransportError::new(TransportErrorKind::Refused, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_by_host_and_port() {
        for (uri, named) in [
            ("https://auth.example/token", "auth.example:443"),
            ("https://auth.example:8443/token", "auth.example:8443"),
            ("http://127.0.0.1/token", "127.0.0.1:80"),
            ("http://[::1]:81/token", "[::1]:81"),
            ("http://LOCALHOST:81/token", "LOCALHOST:81"),
        ] {
            assert_eq!(Server::of(&Uri::from_static(uri)).unwrap().to_string(), named);
        }
    }

    #[test]
    fn nothing_goes_out_in_the_clear() {
        for uri in [
            "http://auth.example/token",
            "http://127.0.0.1.example/token",
            "http://10.0.0.1/",
            "http://[::2]/",
            "ftp://127.0.0.1/",
            "/token",
        ] {
            let error = Server::of(&Uri::from_static(uri)).unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Refused, "{uri}");
        }
    }
}
