//! Who is trusted, who the client is, and what it is built with.

use std::time::Duration;

use spotify_flow::{ErrorKind, HttpClient, Reason};

use crate::server::{NOW, Server, ask, authority, identity, trusting};

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_beside_the_systems_or_alone() {
    let (own, other) = (authority(), authority());
    let server = Server::secure(&identity(&own, "localhost", NOW), None);
    let url = format!("https://localhost:{}/", server.port());
    let beside = HttpClient::builder().trust(own.pem()).build().unwrap();
    let both = [own.pem(), other.pem()].concat();
    for http in [
        beside,
        trusting(&own).build().unwrap(),
        trusting(&other).trust(own.pem()).build().unwrap(),
        HttpClient::builder().trust_only(both).build().unwrap(),
    ] {
        assert_eq!(ask(&http, &url).await.unwrap().body(), "ok");
    }
    for http in [HttpClient::new().unwrap(), trusting(&other).build().unwrap()] {
        assert_eq!(ask(&http, &url).await.unwrap_err().reason(), Reason::Unreachable);
    }
}

#[tokio::test]
async fn a_server_that_asks_who_the_client_is_is_told() {
    let (servers, clients) = (authority(), authority());
    let server = Server::secure(&identity(&servers, "localhost", NOW), Some(&clients));
    let url = format!("https://localhost:{}/", server.port());
    let known = identity(&clients, "mixtape", NOW);
    let http = trusting(&servers).client_certificate(&known.chain, &known.key).build().unwrap();
    assert_eq!(ask(&http, &url).await.unwrap().body(), "ok");

    let nobody = trusting(&servers).build().unwrap();
    let error = ask(&nobody, &url).await.unwrap_err();
    let said =
        format!("no connection to localhost:{}: it wants a client certificate", server.port());
    assert_eq!((error.message(), error.reason()), (said.as_str(), Reason::Unreachable));
    assert!(error.advice().unwrap().contains("client_certificate"), "{error}");

    let unknown = identity(&servers, "mixtape", NOW);
    let http = trusting(&servers).client_certificate(&unknown.chain, &unknown.key).build().unwrap();
    let error = ask(&http, &url).await.unwrap_err();
    assert!(error.message().contains("it wants another client certificate"), "{error}");
}

#[test]
fn what_no_client_can_be_built_with_is_named_and_no_key_is_shown() {
    let own = authority();
    let (one, other) = (identity(&own, "a.example", NOW), identity(&own, "b.example", NOW));
    let key = other.key.lines().nth(1).unwrap();
    let cut = other.key.replace("-----END PRIVATE KEY-----", "");
    let builder = HttpClient::builder;
    for (builder, why) in [
        (builder().trust("hello"), "the PEM text of the trusted authorities holds no certificate"),
        (builder().trust_only(&one.key), "the trusted authorities holds no certificate"),
        (builder().trust("-----BEGIN CERTIFICATE-----\nAAAA\n"), "can't be read"),
        (
            builder().trust("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "a certificate of the trusted authorities can't be read",
        ),
        (
            builder().client_certificate(&one.chain, &other.key),
            "the key does not belong to the client certificate",
        ),
        (builder().client_certificate(&one.chain, &one.chain), "holds no private key"),
        (builder().client_certificate(&one.chain, &cut), "the PEM text of the key can't be read"),
        (builder().client_certificate(&other.key, &other.key), "client certificate holds no cert"),
        (builder().user_agent("mixtape\r\nx: y"), "the user agent can't stand in a header"),
        (builder().user_agent(" "), "the user agent can't stand in a header"),
        (builder().proxy("socks5://proxy.example"), "only http and https are known"),
        (builder().proxy("http://"), "the proxy is no URL"),
        (builder().timeout(Duration::ZERO), "`timeout` is zero"),
        (builder().connect_timeout(Duration::ZERO), "`connect_timeout` is zero"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.message().contains(why), "{error}, not {why}");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!format!("{error} {error:?}").contains(key), "{error:?}");
    }
}

#[test]
fn what_is_printed_of_a_client_holds_no_secret() {
    let own = authority();
    let known = identity(&own, "mixtape", NOW);
    let builder = HttpClient::builder()
        .proxy("http://user:hushhush@proxy.example")
        .client_certificate(&known.chain, &known.key);
    let mut printed = format!("{builder:?}");
    printed += &format!("{:?}", builder.build().unwrap());
    assert!(!printed.contains("hushhush"), "{printed}");
    assert!(!printed.contains(known.key.lines().nth(1).unwrap()), "{printed}");
}
