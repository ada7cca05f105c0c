//! Why there is no connection, told apart, with host and port.

use std::time::Duration;

use spotify_flow::{HttpClient, Reason};

use crate::server::{NOW, Server, ask, authority, head, identity, trusting};

/// What is said of a URL that leads nowhere, after host and port.
async fn why(http: &HttpClient, url: &str) -> (String, String) {
    let error = ask(http, url).await.unwrap_err();
    assert_eq!(error.reason(), Reason::Unreachable, "{error}");
    let server = url.split('/').nth(2).unwrap();
    let why = error.message().strip_prefix(&format!("no connection to {server}: "));
    let why = why.unwrap_or_else(|| panic!("{error} does not name {server}"));
    (why.to_owned(), error.advice().unwrap_or_default().to_owned())
}

/// A port at which nobody listens.
fn nobody() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_connection_that_is_refused_and_a_name_that_is_unknown_are_told_apart() {
    let http = HttpClient::for_loopback().unwrap();
    let url = format!("http://127.0.0.1:{}/", nobody());
    assert_eq!(why(&http, &url).await.0, "connection refused");
    let url = format!("https://{}.example:8443/", "a".repeat(64));
    assert_eq!(why(&http, &url).await.0, "its name is not found");
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_said() {
    let (own, other) = (authority(), authority());
    let http = trusting(&own).build().unwrap();
    for (identity, expected, advice) in [
        (identity(&other, "localhost", NOW), "nobody that is trusted here", "SSL_CERT_FILE"),
        (identity(&own, "server.example", NOW), "its certificate is for another name", ""),
        (identity(&own, "localhost", (2015, 2020)), "its certificate has expired", "clock"),
        (identity(&own, "localhost", (2098, 2099)), "its certificate is not valid yet", "clock"),
    ] {
        let server = Server::secure(&identity, None);
        let (said, advised) = why(&http, &format!("https://localhost:{}/", server.port())).await;
        assert!(said.starts_with(expected) && advised.contains(advice), "{said}; {advised}");
    }
}

#[tokio::test]
async fn https_and_http_at_each_others_ports_are_told() {
    let own = authority();
    let http = trusting(&own).build().unwrap();
    let (plain, secure) =
        (Server::plain(), Server::secure(&identity(&own, "localhost", NOW), None));
    // A server of http waits for the end of a line that never comes, or answers in the clear.
    let babbling = Server::start(|mut stream, _| async move {
        use tokio::io::AsyncWriteExt as _;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        std::future::pending().await
    });
    let (said, _) = why(&http, &format!("https://localhost:{}/", babbling.port())).await;
    assert_eq!(said, "it does not speak https there");
    let (said, advice) = why(&http, &format!("http://localhost:{}/", secure.port())).await;
    assert_eq!(said, "it speaks https there");
    assert!(advice.contains("https://"), "{advice}");
    assert!(ask(&http, &format!("http://localhost:{}/", plain.port())).await.is_ok());
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_and_the_limit_is_named() {
    let silent = Server::start(|stream, _| async move {
        let _open = stream;
        std::future::pending().await
    });
    let limit = Duration::from_millis(150);
    let http = HttpClient::builder().connect_timeout(limit).build().unwrap();
    let (said, _) = why(&http, &format!("https://localhost:{}/", silent.port())).await;
    assert_eq!(said, "none after 150ms");
    let http = HttpClient::builder().timeout(limit).build().unwrap();
    let error = ask(&http, &format!("http://localhost:{}/", silent.port())).await.unwrap_err();
    let expected = format!("no answer from localhost:{} in 150ms", silent.port());
    assert_eq!((error.message(), error.reason()), (expected.as_str(), Reason::Timeout));
}

#[tokio::test]
async fn what_is_no_http_is_said_to_be_none() {
    let other = Server::start(|mut stream, _| async move {
        use tokio::io::AsyncWriteExt as _;
        head(&mut stream).await;
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").await;
        std::future::pending().await
    });
    let http = HttpClient::for_loopback().unwrap();
    let error = ask(&http, &format!("http://localhost:{}/", other.port())).await.unwrap_err();
    let expected = format!("what localhost:{} answers is no HTTP", other.port());
    assert_eq!((error.message(), error.reason()), (expected.as_str(), Reason::Interrupted));
}
