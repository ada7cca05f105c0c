//! The harness itself: the servers that we did not write start, and a browser gets through.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use serde_json::{Value, json};
use spotify_flow_tests::interop::{Authlib, OidcProvider};
use spotify_flow_tests::{Browser, ChildServer, requires};

/// From RFC 7636, appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn public_client() -> Value {
    json!({
        "client_id": "public",
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["http://127.0.0.1:8888/callback"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
    })
}

fn authorize_url(server: &ChildServer, path: &str) -> String {
    let origin = server.origin();
    format!(
        "{origin}{path}?response_type=code&client_id=public&state=a-state&scope=openid\
         &redirect_uri=http://127.0.0.1:8888/callback\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
}

async fn a_user_can_agree_and_refuse(server: &ChildServer, path: &str) {
    let url = authorize_url(server, path);
    let agreed = Browser::at(server.origin()).visit(&url).await;
    assert!(agreed.starts_with("http://127.0.0.1:8888/callback?code="), "{agreed}");
    let refused = Browser::at(server.origin()).refusing().visit(&url).await;
    assert!(refused.contains("error=access_denied"), "{refused}");
    assert!(refused.contains("state=a-state"), "{refused}");
}

#[tokio::test]
async fn a_user_can_agree_and_refuse_at_oidc_provider() {
    let Some(server) = requires::or_skip(OidcProvider::start(&[public_client()])) else { return };
    a_user_can_agree_and_refuse(&server, "/auth").await;
}

#[tokio::test]
async fn a_user_can_agree_and_refuse_at_authlib() {
    let Some(server) = requires::or_skip(Authlib::start(&[public_client()])) else { return };
    a_user_can_agree_and_refuse(&server, "/authorize").await;
}

#[test]
fn a_server_ends_with_its_guard() {
    let Some(server) = requires::or_skip(Authlib::start(&[])) else { return };
    let address = server.origin().trim_start_matches("http://").to_owned();
    std::net::TcpStream::connect(&address).expect("it listens");
    drop(server);
    std::net::TcpStream::connect(&address).expect_err("it is gone");
}

#[test]
fn a_missing_tool_has_a_name() {
    let missing = requires::at_least("no-such-tool", 1).unwrap_err();
    assert_eq!(missing.to_string(), "`no-such-tool` is not installed");
}
