//! An answer of the provider's API.

use std::time::SystemTime;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::protocol::error::explain;
use crate::protocol::token::AccessToken;
use crate::protocol::token::response::{packed, retry_after};
use crate::{Error, Reason};

/// An answer of the provider's API, of whatever status, read to its end.
pub struct ApiResponse {
    response: Response<Bytes>,
    /// What was sent: an API may repeat it in its words.
    token: AccessToken,
    /// Whether a user agreed to the token, and can again.
    for_user: bool,
    at: SystemTime,
}

impl ApiResponse {
    pub(super) fn new(
        response: Response<Bytes>,
        token: AccessToken,
        for_user: bool,
        at: SystemTime,
    ) -> Self {
        Self { response, token, for_user, at }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.response.body()
    }

    /// The body as text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.response.body()).into_owned()
    }

    /// The body of a success, read as JSON.
    ///
    /// # Errors
    ///
    /// As [`error_for_status`](Self::error_for_status), [`Reason::NotJson`] when the body is not
    /// what was expected, and [`Reason::Packed`] when it is packed, which nothing here unpacks.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let this = self.error_for_status()?;
        if let Some(packed) = packed(&this.response).filter(|_| !this.body().is_empty()) {
            return Err(packed.with_status(this.status().as_u16()));
        }
        serde_json::from_slice(this.response.body()).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let message = format!("the answer is not as expected (line {line}, column {column})");
            Error::new(Reason::NotJson, message)
                .with_status(this.status().as_u16())
                .with_source(this.fit(&error.to_string(), 200))
        })
    }

    /// As [`json`](Self::json); where there is no body, or none that counts, it is `null`.
    pub(crate) fn json_or_null<T: DeserializeOwned>(self, counts: bool) -> Result<T, Error> {
        let mut this = self.error_for_status()?;
        if !counts || this.response.body().is_empty() {
            *this.response.body_mut() = Bytes::from_static(b"null");
            this.response.headers_mut().remove(CONTENT_ENCODING);
        }
        this.json()
    }

    /// The answer when it is a success, an error when it is not: with the API's own words, and how
    /// long it asks to wait.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) for 400,
    /// [`RateLimited`](crate::ErrorKind::RateLimited) for 429,
    /// [`Transient`](crate::ErrorKind::Transient) for 5xx,
    /// [`Protocol`](crate::ErrorKind::Protocol) for 3xx; an answer that is known by its words gets
    /// a [`Reason`] of its own, with what to do about it; all else is
    /// [`Rejected`](crate::ErrorKind::Rejected).
    pub fn error_for_status(self) -> Result<Self, Error> {
        let status = self.status();
        if status.is_success() {
            return Ok(self);
        }
        let said = self.message();
        let (reason, advice) = explain::api(status.as_u16(), &said, &self.reason(), self.for_user);
        let message = if said.is_empty() {
            "the API refused the call".to_owned()
        } else {
            format!("the API refused the call: {said}")
        };
        let error = Error::new(reason, message)
            .with_status(status.as_u16())
            .with_retry_after(retry_after(&self.response, self.at));
        Err(if advice.is_empty() { error } else { error.with_advice(advice) })
    }

    /// The reason in the API's error: a word in capitals, as Spotify's player gives it.
    fn reason(&self) -> String {
        let body: Option<Value> = serde_json::from_slice(self.response.body()).ok();
        let reason = body.as_ref().and_then(|body| body.get("error")?.get("reason")?.as_str());
        reason.unwrap_or_default().to_owned()
    }

    /// What the API says in its error: `{"error": {"message": ...}}`, or the beginning of its text.
    fn message(&self) -> String {
        let body: Option<Value> = serde_json::from_slice(self.response.body()).ok();
        let said = body.as_ref().and_then(|body| {
            let error = body.get("error")?;
            error.get("message").unwrap_or(error).as_str()
        });
        match said {
            Some(said) => self.fit(said, 200),
            None if body.is_none() => self.fit(self.text().trim(), 120),
            None => String::new(),
        }
    }

    /// Words of the API's, fit to be printed: without the token.
    fn fit(&self, words: &str, max: usize) -> String {
        crate::protocol::error::bounded(
            &crate::protocol::error::without(words, self.token.expose()),
            max,
        )
    }
}

/// What an API says of its user is nobody's business in a log.
impl std::fmt::Debug for ApiResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiResponse")
            .field("status", &self.status())
            .field("bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
