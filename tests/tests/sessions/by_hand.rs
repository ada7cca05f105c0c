//! A server that a test plays by hand: it takes each request in turn, and answers when it likes.

use std::sync::Arc;

use serde_json::json;
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, ManualClock, Transport, TransportError, TransportErrorKind};
use spotify_flow_tests::cases::value_of;
use tokio::sync::{Mutex, mpsc, oneshot};

/// The way to it. Copies lead to the same one.
#[derive(Clone)]
pub(crate) struct ByHand {
    ask: mpsc::UnboundedSender<Asked>,
    asked: Arc<Mutex<mpsc::UnboundedReceiver<Asked>>>,
    pub(crate) clock: ManualClock,
}

/// A request that waits for its answer.
pub(crate) struct Asked {
    request: Request<Bytes>,
    answer: oneshot::Sender<Response<Bytes>>,
}

impl ByHand {
    pub(crate) fn new() -> ByHand {
        let (ask, asked) = mpsc::unbounded_channel();
        ByHand { ask, asked: Arc::new(Mutex::new(asked)), clock: ManualClock::default() }
    }

    /// The next request.
    pub(crate) async fn next(&self) -> Asked {
        self.asked.lock().await.recv().await.unwrap()
    }

    /// Whether nobody waits for an answer.
    pub(crate) fn is_idle(&self) -> bool {
        self.asked.try_lock().unwrap().is_empty()
    }
}

impl Asked {
    /// Where it went.
    pub(crate) fn uri(&self) -> String {
        self.request.uri().to_string()
    }

    /// The refresh token that came with it.
    pub(crate) fn refresh_token(&self) -> String {
        let form = std::str::from_utf8(self.request.body()).unwrap();
        value_of(form, "refresh_token").unwrap()
    }

    /// The header that it was authorized by.
    pub(crate) fn authorization(&self) -> String {
        self.request.headers()["authorization"].to_str().unwrap().to_owned()
    }

    pub(crate) fn body(&self) -> Bytes {
        self.request.body().clone()
    }

    /// Gives out the pair of tokens of this number.
    pub(crate) fn rotate(self, number: u32) {
        let (access, refresh) = (format!("a{number}"), format!("r{number}"));
        let token = json!({
            "access_token": access, "token_type": "Bearer", "expires_in": 3600,
            "refresh_token": refresh,
        });
        self.answer(200, &token.to_string());
    }

    /// Says that the refresh token is none.
    pub(crate) fn refuse(self) {
        self.answer(400, r#"{"error":"invalid_grant"}"#);
    }

    pub(crate) fn answer(self, status: u16, body: &str) {
        let body = Bytes::copy_from_slice(body.as_bytes());
        // Who asked may be gone.
        self.answer.send(Response::builder().status(status).body(body).unwrap()).ok();
    }
}

impl Transport for ByHand {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let (answer, answered) = oneshot::channel();
        self.ask.send(Asked { request, answer }).ok();
        Box::pin(async move {
            answered
                .await
                .map_err(|_| TransportError::new(TransportErrorKind::Interrupted, "nobody answers"))
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}
