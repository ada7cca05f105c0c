//! An API that says whatever a test wants it to.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{App, BoxFuture, Clock, ManualClock, Session, Token, Transport, TransportError};

use crate::apps::{Listener, listener};

/// What it answers to a call: by the number of calls before, and the call.
type Answer = dyn Fn(usize, &Request<Bytes>) -> Response<Bytes> + Send + Sync;

/// A transport without a wire. The token endpoint behind it gives `access-token-1`,
/// `access-token-2` and so on, each for an hour.
#[derive(Clone)]
pub(crate) struct Script {
    answer: Arc<Answer>,
    tokens: Arc<Value>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    pub(crate) clock: ManualClock,
}

impl Script {
    pub(crate) fn new(
        answer: impl Fn(usize, &Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Script {
        let tokens = json!({ "token_type": "Bearer", "expires_in": 3600 });
        let (answer, requests) = (Arc::new(answer), Arc::default());
        Script { answer, tokens: Arc::new(tokens), requests, clock: ManualClock::default() }
    }

    /// The same API, where a token answer says this beside the token.
    pub(crate) fn giving(self, tokens: Value) -> Script {
        Script { tokens: Arc::new(tokens), ..self }
    }

    /// A session of another app that has a refresh token to begin with.
    pub(crate) fn session_of<A: App>(&self, app: &A) -> Session<A> {
        Session::over(app, Token::from_refresh_token("the-refresh-token", None), self.clone())
    }

    /// The same answer to every call.
    pub(crate) fn always(answer: Response<Bytes>) -> Script {
        Script::new(move |_, _| answer.clone())
    }

    /// A session that has a refresh token to begin with.
    pub(crate) fn listener(&self) -> Session<Listener> {
        self.session_of(&listener("listener"))
    }

    /// What the API was asked.
    pub(crate) fn calls(&self) -> Vec<Request<Bytes>> {
        self.filtered(|request| !is_token(request))
    }

    /// What the token endpoint was asked.
    pub(crate) fn token_requests(&self) -> Vec<Request<Bytes>> {
        self.filtered(|request| is_token(request))
    }

    fn filtered(&self, wanted: impl Fn(&&Request<Bytes>) -> bool) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().iter().filter(wanted).cloned().collect()
    }

    fn respond(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let (calls, tokens) = (self.calls().len(), self.token_requests().len());
        self.requests.lock().unwrap().push(request.clone());
        if !is_token(request) {
            return (self.answer)(calls, request);
        }
        let token = format!("access-token-{}", tokens + 1);
        let mut answer = Value::clone(&self.tokens);
        answer["access_token"] = token.into();
        ok(&answer)
    }
}

/// Whether a request is for the token endpoint of one of the bundled providers.
fn is_token(request: &Request<Bytes>) -> bool {
    let path = request.uri().path();
    ["/token", "/access_token", "/oauth.v2.access"].iter().any(|end| path.ends_with(end))
}

impl Transport for Script {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            // As on a wire, others come in between.
            tokio::task::yield_now().await;
            let response = self.respond(&request);
            tokio::task::yield_now().await;
            Ok(response)
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

/// The same script in real time.
pub(crate) struct InRealTime(pub(crate) Script);

impl Transport for InRealTime {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.0.send(request)
    }
}

pub(crate) fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).body(body.into()).unwrap()
}

pub(crate) fn ok(body: &Value) -> Response<Bytes> {
    answer(200, body.to_string())
}

/// An error of the Web API.
pub(crate) fn refused(status: u16, message: &str) -> Response<Bytes> {
    let error = json!({ "error": { "status": status, "message": message } });
    answer(status, error.to_string())
}

/// The token that a call was sent with.
pub(crate) fn token_of(request: &Request<Bytes>) -> String {
    let header = request.headers()["authorization"].to_str().unwrap();
    header.strip_prefix("Bearer ").unwrap().to_owned()
}
