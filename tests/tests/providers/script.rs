//! A server that answers what it was told to, in this order, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, ManualClock, Transport, TransportError};

#[derive(Clone)]
pub(crate) struct Script {
    answers: Arc<Mutex<VecDeque<(u16, String)>>>,
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    clock: ManualClock,
}

impl Script {
    pub(crate) fn of<'a>(answers: impl IntoIterator<Item = (u16, &'a str)>) -> Script {
        let answers = answers.into_iter().map(|(status, body)| (status, body.to_owned())).collect();
        Script {
            answers: Arc::new(Mutex::new(answers)),
            requests: Arc::default(),
            clock: ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_700_000_000)),
        }
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Each request: where it went, and its body.
    pub(crate) fn asked(&self) -> Vec<(String, String)> {
        let requests = self.requests.lock().unwrap();
        let text = |body: &Bytes| String::from_utf8(body.to_vec()).unwrap();
        requests.iter().map(|it| (it.uri().to_string(), text(it.body()))).collect()
    }

    pub(crate) fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }
}

impl Transport for Script {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        let next = self.answers.lock().unwrap().pop_front();
        let (status, body) = next.unwrap_or_else(|| panic!("nobody expected {}", request.uri()));
        self.requests.lock().unwrap().push(request);
        let answer = Response::builder().status(status).header("content-type", "application/json");
        let answer = answer.body(Bytes::from(body)).unwrap();
        Box::pin(async { Ok(answer) })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Script").field("asked", &self.asked()).finish()
    }
}

/// The user's browser: agrees to everything, and comes back with a code.
pub(crate) async fn browser(url: String) -> std::io::Result<String> {
    let url = url::Url::parse(&url).unwrap();
    let value = |wanted: &str| {
        url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let mut callback = url::Url::parse(&value("redirect_uri").unwrap()).unwrap();
    callback.query_pairs_mut().append_pair("code", "the-code");
    callback.query_pairs_mut().append_pair("state", &value("state").unwrap());
    Ok(callback.into())
}
