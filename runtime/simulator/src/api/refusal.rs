//! Why a call is not served.

use std::borrow::Cow;

use http::header::{ALLOW, HeaderValue};

use super::Operation;
use crate::answer::{self, Answer, api_error, api_error_because};

/// Why a call is not served.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// In the form of the API's errors, some of which have a reason.
    Api { status: u16, message: Cow<'static, str>, reason: Option<&'static str> },
    /// 403 in plain text: from before the API itself.
    Gateway(&'static str),
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<Cow<'static, str>>) -> Self {
        Self::Api { status, message: message.into(), reason: None }
    }

    pub(crate) fn because(status: u16, message: &'static str, reason: &'static str) -> Self {
        Self::Api { status, message: message.into(), reason: Some(reason) }
    }

    pub(crate) fn into_answer(self) -> Answer {
        match self {
            Self::Api { status, message, reason: None } => api_error(status, &message),
            Self::Api { status, message, reason: Some(reason) } => {
                api_error_because(status, &message, reason)
            }
            Self::Gateway(text) => answer::text(403, text),
        }
    }
}

/// There is nothing with this id.
pub(crate) fn not_found() -> Refusal {
    Refusal::new(404, "Resource not found")
}

/// The text is no id.
pub(crate) fn invalid_id() -> Refusal {
    Refusal::new(400, "Invalid base62 id")
}

/// A parameter that can't be what it is.
pub(crate) fn invalid(name: &str) -> Refusal {
    let message = if name == "market" { "market code" } else { name };
    Refusal::new(400, format!("Invalid {message}"))
}

/// A member of the body, or a parameter that might stand there.
pub(crate) fn missing(name: &str) -> Refusal {
    match name {
        "q" => Refusal::new(400, "No search query"),
        "type" => Refusal::new(400, "Missing parameter type"),
        _ => Refusal::new(400, format!("Missing required field: {name}")),
    }
}

/// A body that is no JSON, or not of its form.
pub(crate) fn unreadable_body() -> Refusal {
    Refusal::new(400, "Error parsing JSON.")
}

/// A scope is missing, or the user altogether. The player has its own words for that, all but its
/// history.
///
/// Source: <https://github.com/spotipy-dev/spotipy/issues/684>,
/// <https://github.com/spotify/web-api/issues/1518>
pub(crate) fn scope_missing(operation: &Operation) -> Refusal {
    if operation.is_of_player() {
        Refusal::new(401, "Permissions missing")
    } else {
        Refusal::new(403, "Insufficient client scope")
    }
}

/// The user has no Premium.
pub(crate) fn premium_required() -> Refusal {
    Refusal::because(403, "Player command failed: Premium required", "PREMIUM_REQUIRED")
}

/// There is something of this path, but it takes other methods.
pub(crate) fn method_not_allowed(allowed: &[&str]) -> Answer {
    let mut answer = api_error(405, "Method not allowed");
    if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}
