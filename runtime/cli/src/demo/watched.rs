//! A transport that takes notes.

use std::sync::{Arc, Mutex, PoisonError};

use spotify_flow::bytes::Bytes;
use spotify_flow::http::{Request, Response};
use spotify_flow::{BoxFuture, Clock, Transport, TransportError};
use spotify_flow_simulator::{Simulator, SimulatorTransport};

/// Carries requests to the simulator and notes what token requests asked and got.
#[derive(Clone)]
pub(super) struct Watched {
    inner: SimulatorTransport,
    notes: Arc<Mutex<Vec<Note>>>,
    /// How many requests the simulator had seen before.
    pub(super) begun_at: usize,
}

/// What a token request asked and got.
#[derive(Clone)]
pub(super) struct Note {
    pub(super) grant_type: String,
    pub(super) granted: bool,
    /// Whether the answer carried a refresh token.
    pub(super) refresh_token: bool,
}

impl Watched {
    pub(super) fn new(simulator: &Simulator) -> Self {
        let begun_at = simulator.requests().len();
        Self { inner: simulator.transport(), notes: Arc::default(), begun_at }
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for Watched {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let asked = grant_type(&request);
            let response = self.inner.send(request).await?;
            if let Some(grant_type) = asked {
                let body: Option<serde_json::Value> = serde_json::from_slice(response.body()).ok();
                let refresh_token = body.is_some_and(|body| body.get("refresh_token").is_some());
                let granted = response.status().is_success();
                let note = Note { grant_type, granted, refresh_token };
                self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(note);
            }
            Ok(response)
        })
    }

    fn clock(&self) -> &dyn Clock {
        self.inner.clock()
    }
}

/// The grant type of a token request.
fn grant_type(request: &Request<Bytes>) -> Option<String> {
    let body = std::str::from_utf8(request.body()).ok()?;
    let value = body.split('&').find_map(|pair| pair.strip_prefix("grant_type="))?;
    Some(value.to_owned())
}
