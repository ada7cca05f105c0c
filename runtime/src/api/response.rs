//! An answer of the provider's API.

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Method, Response, StatusCode};
use serde::de::DeserializeOwned;

use super::send::{self, Answer};
use super::verdict::Verdict;
use super::{ApiStream, read};
use crate::protocol::error::without;
use crate::protocol::token::AccessToken;
use crate::protocol::token::response::packed;
use crate::transport::{collect, whole};
use crate::{Error, Reason};

/// An answer of the provider's API, of whatever status, read to its end.
pub struct ApiResponse {
    response: Response<Bytes>,
    method: Method,
    /// What was sent: an API may repeat it in its words.
    token: AccessToken,
    /// What it means, where it is no success.
    verdict: Option<Verdict>,
}

impl ApiResponse {
    /// Reads an answer to its end, of at most so many bytes.
    pub(super) async fn read(answer: Answer, method: Method, limit: usize) -> Result<Self, Error> {
        let Answer { response, token, verdict } = answer;
        let most = send::most(limit, response.status());
        let response = collect(response, most).await.map_err(send::unread)?;
        Ok(Self { response, method, token, verdict })
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
    /// As [`error_for_status`](Self::error_for_status); [`Reason::EmptyBody`] where there is no body to
    /// read, as after 204; [`Reason::NotJson`] when it is no JSON; [`Reason::WrongType`] when it is
    /// another than `T`, with the place: `items[3].track.name`.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let this = self.error_for_status()?;
        let status = this.status().as_u16();
        this.readable()?;
        read::bytes(this.body(), |text| this.unsaid(text))
            .map_err(|error| error.with_status(status))
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

    /// Whether there is something to read, and it is not packed.
    fn readable(&self) -> Result<(), Error> {
        let status = self.status();
        let failed =
            |reason, message: String| Err(Error::new(reason, message).with_status(status.as_u16()));
        if self.body().is_empty() {
            let why = match (&self.method, status) {
                (&Method::HEAD, _) => ": `HEAD` asks for headers alone".to_owned(),
                (_, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) => {
                    format!(", as {status} says")
                }
                _ => String::new(),
            };
            return failed(Reason::EmptyBody, format!("the answer has no body{why}"));
        }
        match packed(&self.response) {
            Some(packed) => Err(packed.with_status(status.as_u16())),
            None => Ok(()),
        }
    }

    /// The answer when it is a success, an error when it is not: with the API's own words, and how
    /// long it asks to wait.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) for 400, for a scope that is missing, and for
    /// a token that is refused although it is new;
    /// [`RateLimited`](crate::ErrorKind::RateLimited) for 429, and where the provider's file says that
    /// another answer means it;
    /// [`Transient`](crate::ErrorKind::Transient) for 5xx,
    /// [`Protocol`](crate::ErrorKind::Protocol) for 3xx; an answer that is known by its words gets
    /// a [`Reason`] of its own, with what to do about it; all else is
    /// [`Rejected`](crate::ErrorKind::Rejected).
    pub fn error_for_status(self) -> Result<Self, Error> {
        match &self.verdict {
            None => Ok(self),
            Some(verdict) => Err(verdict.error(|text| self.unsaid(text))),
        }
    }

    /// The same, to be read as a stream.
    pub(super) fn into_stream(self) -> ApiStream {
        ApiStream::new(self.response.map(whole))
    }

    /// Words of the API's without the token.
    fn unsaid(&self, words: &str) -> String {
        without(words, self.token.expose())
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
