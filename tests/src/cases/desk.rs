//! A server without a wire: it answers as a case says, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, ManualClock, Transport, TransportError, TransportErrorKind};
use tokio::sync::Semaphore;

/// The time at every desk when it opens, in seconds since 1970: an hour before the dates that cases
/// hold.
const NOW: u64 = 946_684_799 - 3600;

/// So many may ask at once.
const MANY: usize = 1000;

/// What the token endpoint answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// An answer.
    Response(Response<Bytes>),
    /// None: there is no connection.
    Nothing,
}

impl Answer {
    /// A success that holds this.
    pub fn ok(body: &str) -> Answer {
        Answer::of(200, body)
    }

    /// An answer of this status, in JSON.
    pub fn of(status: u16, body: &str) -> Answer {
        Answer::bare(status, body).header("content-type", "application/json")
    }

    /// An answer of this status without any header.
    pub fn bare(status: u16, body: &str) -> Answer {
        let response = Response::builder().status(status);
        Answer::Response(response.body(Bytes::copy_from_slice(body.as_bytes())).unwrap())
    }

    /// The same answer with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Answer {
        let Answer::Response(response) = &mut self else { panic!("no answer has no header") };
        let name = http::HeaderName::try_from(name).unwrap();
        response.headers_mut().insert(name, value.try_into().unwrap());
        self
    }
}

/// A token endpoint and an API. The endpoint's answers come one after the other; the last stays.
#[derive(Clone)]
pub struct Desk {
    state: Arc<Mutex<State>>,
    clock: ManualClock,
    /// Who asks waits here.
    gate: Arc<Semaphore>,
}

struct State {
    answers: VecDeque<Answer>,
    requests: Vec<Request<Bytes>>,
}

impl Desk {
    /// A desk with these answers.
    pub fn with(answers: impl IntoIterator<Item = Answer>) -> Desk {
        let answers = answers.into_iter().collect();
        let state = State { answers, requests: Vec::new() };
        let clock = ManualClock::at(UNIX_EPOCH + Duration::from_secs(NOW));
        let gate = Arc::new(Semaphore::new(MANY));
        Desk { state: Arc::new(Mutex::new(state)), clock, gate }
    }

    /// Lets everybody wait who asks from now on, until [`open`](Self::open).
    pub fn close(&self) {
        self.gate.forget_permits(MANY);
    }

    /// Answers again.
    pub fn open(&self) {
        self.gate.add_permits(MANY);
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// What the token endpoint was asked.
    pub fn token_requests(&self) -> Vec<Request<Bytes>> {
        self.requests(|request| request.uri().path().ends_with("token"))
    }

    /// What the API was asked.
    pub fn api_requests(&self) -> Vec<Request<Bytes>> {
        self.requests(|request| !request.uri().path().ends_with("token"))
    }

    fn requests(&self, wanted: impl Fn(&&Request<Bytes>) -> bool) -> Vec<Request<Bytes>> {
        self.state.lock().unwrap().requests.iter().filter(wanted).cloned().collect()
    }

    /// Writes a request down and finds its answer.
    fn answer(&self, request: Request<Bytes>) -> Answer {
        let mut state = self.state.lock().unwrap();
        let asks_token = request.uri().path().ends_with("token");
        state.requests.push(request);
        if !asks_token {
            return Answer::ok("{}");
        }
        let last = state.answers.len() == 1;
        let next = if last { state.answers.front().cloned() } else { state.answers.pop_front() };
        next.unwrap_or(Answer::Nothing)
    }
}

impl Transport for Desk {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let answer = self.answer(request);
            let _through = self.gate.acquire().await;
            match answer {
                Answer::Response(response) => Ok(response),
                Answer::Nothing => {
                    Err(TransportError::new(TransportErrorKind::Connect, "nobody is there"))
                }
            }
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.clock
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("requests", &self.state.lock().unwrap().requests).finish()
    }
}
