//! Requests as any program might send them, without the engine.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use spotify_flow::Transport as _;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use url::form_urlencoded::Serializer;

use crate::scene::{CALLBACK, CLIENT_SECRET, Scene};

pub(crate) type Pairs<'a> = [(&'a str, &'a str)];

/// From RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The header of a client that authenticates with its secret.
pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

pub(crate) fn encode(pairs: &Pairs<'_>) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The body of an answer, with its status.
pub(crate) fn json(answer: &Response<Bytes>) -> (u16, Value) {
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

pub(crate) fn text(answer: &Response<Bytes>) -> &str {
    std::str::from_utf8(answer.body()).unwrap()
}

pub(crate) fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

/// A parameter of the URL that a browser is sent to.
pub(crate) fn parameter(answer: &Response<Bytes>, name: &str) -> Option<String> {
    let location = header(answer, "location")?;
    let (_, pairs) = location.split_once(['?', '#'])?;
    let mut pairs = url::form_urlencoded::parse(pairs.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

impl Scene {
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.http.send(request).await.unwrap()
    }

    /// The browser goes to the login page.
    pub(crate) async fn visit(&self, query: &Pairs<'_>) -> Response<Bytes> {
        let url = format!("https://accounts.spotify.com/authorize?{}", encode(query));
        self.send(Request::get(url).body(Bytes::new()).unwrap()).await
    }

    /// The browser sends the form of the login page.
    pub(crate) async fn submit(&self, form: &Pairs<'_>) -> Response<Bytes> {
        self.post("https://accounts.spotify.com/authorize", form, None).await
    }

    pub(crate) async fn ask_token(
        &self,
        form: &Pairs<'_>,
        authorization: Option<&str>,
    ) -> Response<Bytes> {
        self.post("https://accounts.spotify.com/api/token", form, authorization).await
    }

    async fn post(
        &self,
        url: &str,
        form: &Pairs<'_>,
        authorization: Option<&str>,
    ) -> Response<Bytes> {
        let mut request =
            Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        self.send(request.body(encode(form).into()).unwrap()).await
    }

    /// Calls the Web API.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        authorization: Option<&str>,
    ) -> Response<Bytes> {
        self.call_with(method, path, authorization, Bytes::new()).await
    }

    /// Calls the Web API with a body.
    pub(crate) async fn call_with(
        &self,
        method: &str,
        path: &str,
        authorization: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Response<Bytes> {
        let url = format!("https://api.spotify.com{path}");
        let mut request = Request::builder().method(method).uri(url);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    /// A code for a client, with a challenge or without.
    pub(crate) async fn code(&self, client_id: &str, scope: &str, pkce: bool) -> String {
        let mut form = vec![
            ("client_id", client_id),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", scope),
        ];
        if pkce {
            form.extend([("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        }
        form.push(("decision", "allow"));
        parameter(&self.submit(&form).await, "code").unwrap()
    }

    /// The tokens of `archive`, got with its secret.
    pub(crate) async fn tokens(&self, scope: &str) -> Value {
        let code = self.code("archive", scope, false).await;
        let form =
            [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        let (status, tokens) =
            json(&self.ask_token(&form, Some(&basic("archive", CLIENT_SECRET))).await);
        assert_eq!(status, 200, "{}", tokens["error_description"]);
        tokens
    }
}
