//! Answers in the forms that Spotify has.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::{Value, json};

/// An answer with its whole body.
pub(super) type Answer = Response<Bytes>;

pub(super) fn answer(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = empty(status);
    *answer.body_mut() = body.into();
    answer.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static(content_type));
    answer
}

pub(super) fn json(status: u16, body: &Value) -> Answer {
    let mut answer = answer(status, "application/json", body.to_string());
    let no_store = http::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(CACHE_CONTROL, no_store);
    answer
}

pub(super) fn text(status: u16, body: &'static str) -> Answer {
    answer(status, "text/plain; charset=utf-8", body)
}

pub(super) fn empty(status: u16) -> Answer {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    answer
}

pub(super) fn html(status: u16, body: String) -> Answer {
    answer(status, "text/html; charset=utf-8", body)
}

/// Sends the browser on.
pub(super) fn redirect(to: &str) -> Answer {
    let mut answer = answer(302, "text/html; charset=utf-8", Bytes::new());
    if let Ok(location) = http::HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, location);
    }
    answer
}

/// An error of the token endpoint: HTTP 400 whatever it is.
pub(super) fn token_error(error: &str, description: &str) -> Answer {
    json(400, &json!({ "error": error, "error_description": description }))
}

/// An error of the Web API that has a reason.
pub(super) fn api_error_because(status: u16, message: &str, reason: &str) -> Answer {
    json(status, &json!({ "error": { "status": status, "message": message, "reason": reason } }))
}

/// An error of the Web API.
pub(super) fn api_error(status: u16, message: &str) -> Answer {
    json(status, &json!({ "error": { "status": status, "message": message } }))
}

/// Too many requests: of the app, or of the developer's quota.
pub(super) fn too_many(retry_after: Option<Duration>, quota: bool) -> Answer {
    let mut answer = if quota {
        api_error_because(429, "Too many requests", "QUOTA_EXCEEDED")
    } else {
        api_error(429, "Too many requests")
    };
    if let Some(wait) = retry_after {
        answer.headers_mut().insert(RETRY_AFTER, wait.as_secs().into());
    }
    answer
}

/// The page that a gateway puts up.
pub(super) fn unavailable() -> Answer {
    let page = "<html><body><h1>503 Service Unavailable</h1></body></html>";
    html(503, page.to_owned())
}

/// Something that begins like an answer.
pub(super) fn garbled() -> Answer {
    answer(200, "application/json", "{\"access_token\": \u{1}<!doctype")
}
