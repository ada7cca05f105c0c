//! Redirect URIs: exactly the registered one, or a page and no way back.

use spotify_flow_simulator::SimulatedApp;

use crate::raw::{header, text};
use crate::scene::Scene;

const INVALID: &str = "INVALID_CLIENT: Invalid redirect URI";
const INSECURE: &str = "INVALID_CLIENT: Insecure redirect URI";

/// What the user sees who is sent to log in, with one URI registered and another one named.
async fn seen(scene: &Scene, registered: &str, named: &str) -> String {
    scene.simulator.register(SimulatedApp::public("app").redirect_uri(registered));
    let query = [("client_id", "app"), ("response_type", "code"), ("redirect_uri", named)];
    let answer = scene.visit(&query).await;
    assert_eq!(header(&answer, "location"), None, "no way back");
    match answer.status().as_u16() {
        200 => "asked".to_owned(),
        400 => text(&answer).split("<p>").nth(1).unwrap().split("</p>").next().unwrap().to_owned(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_redirect_uri_matches_to_the_letter() {
    let scene = Scene::set().await;
    let registered = "https://example.com/callback?from=spotify";
    assert_eq!(seen(&scene, registered, registered).await, "asked");
    for named in [
        "https://example.com/callback",
        "https://example.com/callback?from=spotify&more=1",
        "https://example.com/callback/?from=spotify",
        "https://example.com/Callback?from=spotify",
        "https://EXAMPLE.com/callback?from=spotify",
        "https://example.com:443/callback?from=spotify",
        "https://example.com.evil.example/callback?from=spotify",
        "https%3A%2F%2Fexample.com%2Fcallback%3Ffrom%3Dspotify",
    ] {
        assert_eq!(seen(&scene, registered, named).await, INVALID, "{named}");
    }
}

#[tokio::test]
async fn a_loopback_literal_without_a_port_stands_for_any_port() {
    let scene = Scene::set().await;
    for host in ["127.0.0.1", "[::1]"] {
        let registered = format!("http://{host}/callback");
        for port in ["", ":1", ":8888", ":65535"] {
            let named = format!("http://{host}{port}/callback");
            assert_eq!(seen(&scene, &registered, &named).await, "asked", "{named}");
        }
        let elsewhere = format!("http://{host}:8888/elsewhere");
        assert_eq!(seen(&scene, &registered, &elsewhere).await, INVALID);
        for port in [":", ":65536", ":x", ":80@example.com"] {
            let named = format!("http://{host}{port}/callback");
            assert_eq!(seen(&scene, &registered, &named).await, INSECURE, "{named}");
        }
    }
}

#[tokio::test]
async fn a_registered_port_is_the_only_one() {
    let scene = Scene::set().await;
    let registered = "http://127.0.0.1:8888/callback";
    assert_eq!(seen(&scene, registered, registered).await, "asked");
    for named in ["http://127.0.0.1:8889/callback", "http://127.0.0.1/callback"] {
        assert_eq!(seen(&scene, registered, named).await, INVALID, "{named}");
    }
    let https = "https://127.0.0.1/callback";
    assert_eq!(seen(&scene, https, "https://127.0.0.1:8888/callback").await, INVALID);
}

#[tokio::test]
async fn localhost_and_plain_http_are_refused_even_where_they_are_registered() {
    let scene = Scene::set().await;
    for uri in [
        "http://localhost:8888/callback",
        "http://localhost/callback",
        "https://localhost:8888/callback",
        "http://example.com/callback",
        "http://192.168.0.10/callback",
        "http://127.0.0.2/callback",
        "http://127.0.0.1.example.com/callback",
        "HTTP://example.com/callback",
    ] {
        assert_eq!(seen(&scene, uri, uri).await, INSECURE, "{uri}");
    }
}

#[tokio::test]
async fn a_scheme_of_the_apps_own_is_taken() {
    let scene = Scene::set().await;
    for uri in ["mixtape://callback", "com.example.mixtape:/callback"] {
        assert_eq!(seen(&scene, uri, uri).await, "asked", "{uri}");
    }
}
