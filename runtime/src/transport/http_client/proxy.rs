//! The way through a proxy.

use http::Uri;
use http::header::HeaderValue;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;
use zeroize::Zeroizing;

use super::failure::NoConnection;
use super::reach::Reach;
use super::server::Server;
use super::stream::Io;
use crate::{Error, Reason};

/// Which proxy a client uses.
#[derive(Default)]
pub(super) enum Choice {
    #[default]
    None,
    /// What the environment says when the client is built.
    Environment,
    /// This one.
    Named(Zeroizing<String>),
}

/// A proxy, and the servers that it does not lead to.
pub(super) struct Proxy(Matcher);

/// Where the environment names a proxy for https; the first that says something counts.
const NAMES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Where it names the servers that are reached directly.
const EXCEPT: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The largest answer of a proxy that is read, in bytes.
const LONGEST: usize = 8 * 1024;

impl Choice {
    /// Makes the choice, with what the environment says.
    pub(super) fn made(
        &self,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Proxy>, Error> {
        let first = |names: &[&'static str]| {
            let said = |name: &&'static str| Some((*name, environment(name)?));
            names.iter().filter_map(said).find(|(_, value)| !value.trim().is_empty())
        };
        match self {
            Self::None => Ok(None),
            Self::Named(url) => Proxy::at(url, "", "the proxy").map(Some),
            Self::Environment => {
                let Some((name, url)) = first(&NAMES) else { return Ok(None) };
                let except = first(&EXCEPT).map(|(_, list)| list).unwrap_or_default();
                Proxy::at(&Zeroizing::new(url), &except, &format!("`{name}`")).map(Some)
            }
        }
    }
}

impl Proxy {
    /// A proxy at a URL. Like everywhere, one without a scheme speaks http.
    fn at(text: &str, except: &str, named: &str) -> Result<Self, Error> {
        let text = text.trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let text = Zeroizing::new(text);
        let url = Url::parse(&text).map_err(|_| wrong(named, "is no URL"))?;
        if !["http", "https"].contains(&url.scheme()) {
            let why =
                format!("is of the kind `{}`, and only http and https are known", url.scheme());
            return Err(wrong(named, &why));
        }
        let matcher = Matcher::builder().https(text.as_str()).no(except).build();
        let probe = Matcher::builder().https(text.as_str()).build();
        if probe.intercept(&Uri::from_static("https://auth.example/")).is_none() {
            return Err(wrong(named, "is no URL"));
        }
        Ok(Self(matcher))
    }

    /// The way to a server, where it leads through the proxy. What is on this machine is reached
    /// directly: seen from the proxy, it would be another.
    pub(super) fn to(&self, uri: &Uri, server: &Server) -> Option<Way> {
        if server.is_here() {
            return None;
        }
        Way::by(&self.0.intercept(uri)?)
    }
}

/// Names what is wrong, and not what it holds: a proxy's URL may have a password in it.
fn wrong(named: &str, why: &str) -> Error {
    Error::new(Reason::ClientUnavailable, format!("the HTTP client can't be built: {named} {why}"))
        .with_advice("write it like `http://user:password@proxy.example:3128`")
}

/// The way through a proxy, by CONNECT (RFC 9110 section 9.3.6).
pub(super) struct Way {
    uri: Uri,
    host: String,
    secure: bool,
    named: String,
    credentials: Option<HeaderValue>,
}

impl Way {
    fn by(proxy: &Intercept) -> Option<Self> {
        let uri = proxy.uri().clone();
        let secure = uri.scheme_str() == Some("https");
        let host = uri.host()?.to_owned();
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let named = format!("{host}:{port}");
        Some(Self { uri, host, secure, named, credentials: proxy.basic_auth().cloned() })
    }

    /// The proxy's host and port.
    pub(super) fn server(&self) -> &str {
        &self.named
    }

    /// A connection to the server behind the proxy.
    pub(super) async fn through(
        &self,
        reach: &Reach,
        server: &Server,
    ) -> Result<Box<dyn Io>, NoConnection> {
        let mut io = reach.plain(self.uri.clone()).await?;
        if self.secure {
            io = reach.secure(io, &self.host).await?;
        }
        io.write_all(&self.request(server)).await.map_err(|error| NoConnection::io(&error))?;
        let answer = head(&mut io).await?;
        match status(&answer) {
            Some(200..=299) => Ok(io),
            Some(407) => Err(NoConnection::credentials()),
            Some(status) => Err(NoConnection::refused_by_proxy(status)),
            None => Err(NoConnection::no_proxy()),
        }
    }

    fn request(&self, server: &Server) -> Zeroizing<Vec<u8>> {
        let mut request = Zeroizing::new(Vec::with_capacity(512));
        request.extend(format!("CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n").as_bytes());
        if let Some(credentials) = &self.credentials {
            request.extend(b"Proxy-Authorization: ");
            request.extend(credentials.as_bytes());
            request.extend(b"\r\n");
        }
        request.extend(b"\r\n");
        request
    }
}

/// The head of the proxy's answer, and nothing of what comes after it: that is the server's.
async fn head(io: &mut Box<dyn Io>) -> Result<Vec<u8>, NoConnection> {
    let mut head = Vec::new();
    while head.len() < LONGEST {
        let byte = io.read_u8().await.map_err(|error| NoConnection::io(&error))?;
        head.push(byte);
        if head.ends_with(b"\r\n\r\n") {
            return Ok(head);
        }
    }
    Err(NoConnection::no_proxy())
}

/// The status in the head of an answer of HTTP/1.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let (version, rest) = line.split_once(' ')?;
    let status = rest.split(' ').next()?;
    if !version.starts_with("HTTP/1.") || status.len() != 3 {
        return None;
    }
    status.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_environment(pairs: &[(&str, &str)]) -> Result<Option<Proxy>, Error> {
        let said = |name: &str| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Choice::Environment.made(said)
    }

    fn way(proxy: &Proxy, uri: &'static str) -> Option<String> {
        let uri = Uri::from_static(uri);
        proxy.to(&uri, &Server::of(&uri).unwrap()).map(|way| way.named)
    }

    #[test]
    fn the_environment_names_a_proxy_and_who_is_reached_without_it() {
        let no = "intern.example,10.0.0.0/8";
        let said = [("https_proxy", "proxy.example:3128"), ("NO_PROXY", no), ("HTTP_PROXY", "x:1")];
        let proxy = from_environment(&said).unwrap().unwrap();
        let through = Some("proxy.example:3128".to_owned());
        assert_eq!(way(&proxy, "https://auth.example/token"), through);
        for direct in [
            "https://intern.example/",
            "https://a.intern.example/",
            "https://10.1.2.3/",
            "https://localhost/",
            "http://127.0.0.1:8080/",
            "https://[::1]:8443/",
        ] {
            assert_eq!(way(&proxy, direct), None, "{direct}");
        }
        assert!(from_environment(&[("HTTP_PROXY", "http://x:1")]).unwrap().is_none());
        assert!(from_environment(&[("HTTPS_PROXY", ""), ("no_proxy", "*")]).unwrap().is_none());
    }

    #[test]
    fn a_proxy_that_can_not_be_one_is_named_without_its_password() {
        for (url, why) in [
            ("socks5://u:hushhush@proxy.example", "only http and https are known"),
            ("http://u:hushhush@proxy example", "is no URL"),
            ("http://u:hushhush@:3128", "is no URL"),
        ] {
            let error = from_environment(&[("ALL_PROXY", url)]).err().unwrap().to_string();
            assert!(error.contains("`ALL_PROXY`") && error.contains(why), "{error}");
            assert!(!error.contains("hushhush"), "{error}");
        }
    }

    #[test]
    fn the_status_of_a_proxy_is_read_or_it_is_none() {
        assert_eq!(status(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"), Some(200));
        assert_eq!(status(b"HTTP/1.0 407\r\n\r\n"), Some(407));
        for other in
            [&b"HTTP/2 200\r\n\r\n"[..], b"HTTP/1.1 2000 OK\r\n\r\n", b"\r\n\r\n", b"SSH-2\r\n"]
        {
            assert_eq!(status(other), None);
        }
    }
}
