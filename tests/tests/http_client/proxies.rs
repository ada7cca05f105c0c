//! The way through a proxy.

use std::process::Stdio;

use spotify_flow::{HttpClient, Reason};

use crate::server::{NOW, Server, ask, authority, identity, trusting};

/// `user:pass word`, as HTTP Basic has it.
const CREDENTIALS: &str = "Proxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n";

#[tokio::test]
async fn a_proxy_leads_to_a_server_and_sees_its_name_and_nothing_else() {
    let own = authority();
    let server = Server::secure(&identity(&own, "auth.example", NOW), None);
    let proxy = Server::proxy(server.address, Some(CREDENTIALS), None);
    let url = format!("http://user:pass%20word@127.0.0.1:{}", proxy.port());
    let http = trusting(&own).proxy(url).build().unwrap();
    for path in ["token?secret", "other"] {
        let answer = ask(&http, &format!("https://auth.example/{path}")).await.unwrap();
        assert_eq!(answer.body(), "ok");
    }
    let connect = "CONNECT auth.example:443 HTTP/1.1\r\nHost: auth.example:443\r\n";
    assert_eq!(proxy.seen(), [[format!("{connect}{CREDENTIALS}\r\n")]]);
    let seen = server.seen().concat();
    assert!(
        seen[0].starts_with("GET /token?secret HTTP/1.1\r\nhost: auth.example\r\n"),
        "{seen:?}"
    );
    assert!(!seen.concat().to_ascii_lowercase().contains("proxy-"), "{seen:?}");
    assert_eq!(server.seen().len(), 1, "one connection for both");
}

#[tokio::test]
async fn the_way_to_a_proxy_may_be_tls() {
    let own = authority();
    let server = Server::secure(&identity(&own, "auth.example", NOW), None);
    let proxy = Server::proxy(server.address, None, Some(&identity(&own, "localhost", NOW)));
    let url = format!("https://localhost:{}", proxy.port());
    let http = trusting(&own).proxy(url).build().unwrap();
    assert_eq!(ask(&http, "https://auth.example:8443/").await.unwrap().body(), "ok");
    assert!(proxy.seen()[0][0].starts_with("CONNECT auth.example:8443 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_proxy_that_does_not_lead_on_is_named() {
    let server = Server::plain();
    let proxy = Server::proxy(server.address, Some(CREDENTIALS), None);
    let at = |credentials: &str, port: u16| {
        let url = format!("http://{credentials}127.0.0.1:{port}");
        HttpClient::builder().proxy(url).build().unwrap()
    };
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (http, port, host, why) in [
        (at("", proxy.port()), proxy.port(), "a.example", "it wants other credentials (HTTP 407)"),
        (
            at("user:pass%20word@", proxy.port()),
            proxy.port(),
            "forbidden.example",
            "it does not let through (HTTP 403)",
        ),
        (at("", gone), gone, "a.example", "connection refused"),
    ] {
        let error = ask(&http, &format!("https://{host}/")).await.unwrap_err();
        let said = format!("no connection to {host}:443 by the proxy 127.0.0.1:{port}: {why}");
        assert_eq!((error.message(), error.reason()), (said.as_str(), Reason::Unreachable));
    }
}

#[tokio::test]
async fn this_very_machine_is_reached_without_the_proxy() {
    let own = authority();
    let (plain, secure) =
        (Server::plain(), Server::secure(&identity(&own, "localhost", NOW), None));
    let proxy = Server::proxy(plain.address, None, None);
    let http = trusting(&own).proxy(format!("127.0.0.1:{}", proxy.port())).build().unwrap();
    assert!(ask(&http, &format!("http://127.0.0.1:{}/", plain.port())).await.is_ok());
    assert!(ask(&http, &format!("https://localhost:{}/", secure.port())).await.is_ok());
    assert!(proxy.seen().is_empty());
}

/// Says in a process of its own, whose environment is a test's, where requests go.
#[tokio::test]
#[ignore = "a part of the next test, which starts it"]
async fn asks_through_what_its_environment_names() {
    let http = HttpClient::builder().proxy_from_env().build().unwrap();
    // A name that is too long to be asked for, and so leaves no machine.
    let long = format!("{}.intern.example", "a".repeat(64));
    for host in ["auth.example", &long] {
        println!("said: {}", ask(&http, &format!("https://{host}/")).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_used_by_choice() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut program = tokio::process::Command::new(std::env::current_exe().unwrap());
    program.args(["--ignored", "--exact", "--nocapture"]);
    program.arg("proxies::asks_through_what_its_environment_names");
    for name in ["HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
        program.env_remove(name);
    }
    program.env("https_proxy", format!("http://{gone}"));
    program.env("NO_PROXY", "intern.example").stderr(Stdio::inherit());
    let output = program.output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("said: ")).map(|l| l.1).collect();
    let by = format!("no connection to auth.example:443 by the proxy {gone}: connection refused");
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said[0], by);
    assert!(!said[1].contains("by the proxy"), "{said:?}");
}
