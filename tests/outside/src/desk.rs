//! Two authorization servers and their APIs, in memory.

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response, header::AUTHORIZATION};
use spotify_flow::{BoxFuture, Transport, TransportError};

/// Answers everything at once.
#[derive(Clone, Copy)]
pub(crate) struct Desk;

impl Transport for Desk {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let body = answer(&request);
        let response = Response::builder().header("content-type", "application/json");
        Box::pin(async move { Ok(response.body(body.into()).expect("a plain answer")) })
    }
}

/// What the user's browser comes back with: the state that went out, and a code.
pub(crate) fn consent(authorize_url: &str) -> String {
    assert!(authorize_url.starts_with("https://riga.acme.example/authorize?"), "{authorize_url}");
    assert!(authorize_url.contains("scope=read%3Atunes"), "{authorize_url}");
    let state = authorize_url.split(['?', '&']).find(|pair| pair.starts_with("state="));
    let state = state.expect("an authorize URL has a state");
    format!("http://127.0.0.1:8888/callback?code=a-code&{state}")
}

fn answer(request: &Request<Bytes>) -> String {
    let bearer = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match (request.uri().host(), request.uri().path()) {
        (Some("accounts.spotify.com"), "/api/token") => token("app", ""),
        (Some("riga.acme.example"), "/token") => acme(&form(request)),
        (Some("api.spotify.com"), path) => format!("{path} for {}", bearer.unwrap_or("nobody")),
        (Some("api.acme.example"), path) => format!("{path} for {}", bearer.unwrap_or("nobody")),
        (host, path) => panic!("nobody is at {host:?}{path}"),
    }
}

fn acme(form: &str) -> String {
    if form.contains("grant_type=authorization_code") && form.contains("code=a-code") {
        return token("first", r#","refresh_token":"a-refresh-token""#);
    }
    assert!(form.contains("refresh_token=a-refresh-token"), "neither code nor refresh token");
    token("second", "")
}

fn form(request: &Request<Bytes>) -> String {
    String::from_utf8_lossy(request.body()).into_owned()
}

fn token(name: &str, more: &str) -> String {
    format!(r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":3600{more}}}"#)
}
