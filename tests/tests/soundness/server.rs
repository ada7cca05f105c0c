//! A server in memory: it answers what the script says, at once.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::{BoxFuture, Transport, TransportError, TransportErrorKind};

/// One answer: a status and a body, or none.
pub(crate) type Answer = Option<(u16, String)>;

pub(crate) struct Server {
    answer: Answer,
    asked: Mutex<Option<Request<Bytes>>>,
}

impl Server {
    pub(crate) fn answers(answer: Answer) -> Server {
        Server { answer, asked: Mutex::new(None) }
    }

    /// The parameters of the request, if there was one.
    pub(crate) fn asked(&self) -> Option<HashMap<String, String>> {
        let request = self.asked.lock().unwrap().take()?;
        if request.headers()["content-type"] == "application/json" {
            return Some(serde_json::from_slice(request.body()).unwrap());
        }
        Some(url::form_urlencoded::parse(request.body()).into_owned().collect())
    }
}

impl Transport for Server {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        *self.asked.lock().unwrap() = Some(request);
        Box::pin(std::future::ready(match &self.answer {
            None => Err(TransportError::new(TransportErrorKind::Connect, "no network")),
            Some((status, body)) => {
                let answer = Response::builder().status(*status);
                Ok(answer.body(Bytes::from(body.clone())).unwrap())
            }
        }))
    }
}

/// The value of a future that waits for nothing.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}
