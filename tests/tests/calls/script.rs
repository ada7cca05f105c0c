//! An API that says whatever a test wants it to.

use std::sync::{Arc, Mutex};

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, ManualClock, Session, Token, Transport, TransportError};

use crate::apps::{Listener, listener};

/// What it answers to a call: by the number of calls before, and the call.
type Answer = dyn Fn(usize, &Request<Bytes>) -> Response<Bytes> + Send + Sync;

/// A transport without a wire. The token endpoint behind it gives `access-token-1`,
/// `access-token-2` and so on, each for an hour.
#[derive(Clone)]
pub(crate) struct Script {
    answer: Arc<Answer>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    pub(crate) clock: ManualClock,
}

impl Script {
    pub(crate) fn new(
        answer: impl Fn(usize, &Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Script {
        let (answer, requests) = (Arc::new(answer), Arc::default());
        Script { answer, requests, clock: ManualClock::default() }
    }

    /// The same answer to every call.
    pub(crate) fn always(answer: Response<Bytes>) -> Script {
        Script::new(move |_, _| answer.clone())
    }

    /// A session that has a refresh token to begin with.
    pub(crate) fn listener(&self) -> Session<Listener> {
        let token = Token::from_refresh_token("the-refresh-token", None);
        Session::over(&listener("listener"), token, self.clone())
    }

    /// What the API was asked.
    pub(crate) fn calls(&self) -> Vec<Request<Bytes>> {
        self.filtered(|request| request.uri().path() != "/api/token")
    }

    /// What the token endpoint was asked.
    pub(crate) fn token_requests(&self) -> Vec<Request<Bytes>> {
        self.filtered(|request| request.uri().path() == "/api/token")
    }

    fn filtered(&self, wanted: impl Fn(&&Request<Bytes>) -> bool) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().iter().filter(wanted).cloned().collect()
    }

    fn respond(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let (calls, tokens) = (self.calls().len(), self.token_requests().len());
        self.requests.lock().unwrap().push(request.clone());
        if request.uri().path() != "/api/token" {
            return (self.answer)(calls, request);
        }
        let token = format!("access-token-{}", tokens + 1);
        ok(&json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 }))
    }
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

pub(crate) fn ok(body: &serde_json::Value) -> Response<Bytes> {
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
