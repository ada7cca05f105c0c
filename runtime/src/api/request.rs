//! A call of the provider's API.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use serde::Serialize;

use super::send::{self, Call, Caller};
use super::target::{self, Target};
use super::{ApiResponse, ApiStream, Operation, header};
use crate::protocol::error::bounded;
use crate::protocol::path;
use crate::{Error, Reason};

/// So much of an answer is read unless a call says otherwise: more than any page of JSON that is worth
/// asking for at once, and nothing that fills a server's memory where many calls are under way.
const LIMIT: usize = 16 << 20;

/// A call of the provider's API, to be filled in and awaited. Nothing is sent before that.
///
/// The first mistake in it is what awaiting it returns.
#[must_use = "a request is sent when it is awaited"]
pub struct ApiRequest {
    caller: Caller,
    method: Method,
    target: Result<Target, Error>,
    headers: HeaderMap,
    body: Bytes,
    /// How much of an answer is read.
    limit: usize,
    /// The scopes that it needs, where they are known: of each list, one.
    scopes: &'static [&'static [&'static str]],
}

impl ApiRequest {
    pub(super) fn new(caller: Caller, method: Method, url: &str) -> Self {
        let target = Target::read(&caller.core, url);
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Self { caller, method, target, headers, body, limit: LIMIT, scopes: &[] }
    }

    /// The request of an operation.
    pub(super) fn of<O: Operation>(caller: Caller, operation: O) -> Self {
        let (def, arguments) = (O::DEF, operation.into_arguments());
        let (path, mistake) = match path::fill(def.path, &arguments.path) {
            Ok(path) => (path, None),
            Err(error) => (String::new(), Some(error)),
        };
        let mut request = Self::new(caller, def.method.clone(), &path);
        request.scopes = def.scopes;
        for (name, value) in &arguments.query {
            request = request.query(name, value);
        }
        if !arguments.members.is_empty() {
            request = request.json(&arguments.members);
        }
        if let Some(body) = arguments.body {
            request = request.body(body, def.media_type);
        }
        request.target = mistake.map_or(request.target, Err);
        request
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if let Ok(target) = &mut self.target {
            target.append(name, value.as_ref());
        }
        self
    }

    /// Sets a header. `Authorization` is the session's, and what says where a request goes and where it
    /// ends (`Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and the like) the transport's:
    /// setting one of them is an error.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let (parsed, value) = (HeaderName::try_from(name), HeaderValue::try_from(value.as_ref()));
        match (parsed, value) {
            (Ok(name), Ok(value)) => match header::whose(&name, &self.caller.core.flow.provider) {
                Some(whose) => self.fail(&format!("the header `{name}` can't be set: {whose}")),
                None => {
                    self.headers.insert(name, value);
                }
            },
            _ => self.fail(&format!("`{}` and its value make no header", bounded(name, 60))),
        }
        self
    }

    /// Sends a value as JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body(body, "application/json"),
            Err(_) => {
                self.fail("the body can't be written as JSON");
                self
            }
        }
    }

    /// Sends a body as it is, under its content type. It is there as a whole, for it may have to be sent
    /// twice: with a new token, or after a wait. A large file need not be read into memory for that:
    /// [`Bytes::from_owner`] takes one that is mapped.
    pub fn body(self, body: impl Into<Bytes>, content_type: &str) -> Self {
        let mut request = self.header(CONTENT_TYPE.as_str(), content_type);
        request.body = body.into();
        request
    }

    /// Reads an answer of at most so many bytes: 16 MiB unless this says otherwise. A larger one is
    /// [`Reason::BodyTooLarge`]; what may be of any size is read with
    /// [`send_streamed`](Self::send_streamed).
    pub fn limit(self, bytes: usize) -> Self {
        Self { limit: bytes, ..self }
    }

    fn fail(&mut self, message: &str) {
        if self.target.is_ok() {
            self.target = Err(Error::new(Reason::ValueInvalid, message));
        }
    }

    /// Sends the request with a token that is good for now. A token that the API takes for ended is
    /// renewed once, and the request repeated once; an API that asks to wait gets its wait, as often as
    /// it asks. All that is waited for, the renewal included, is within
    /// [`Session::wait_at_most`](crate::Session::wait_at_most).
    ///
    /// # Errors
    ///
    /// A mistake in the request, no token, or no answer. An answer of any status is an answer:
    /// [`ApiResponse::error_for_status`] makes an error of one that is not a success.
    pub async fn send(self) -> Result<ApiResponse, Error> {
        self.check()?;
        let answer = send::send(self.call(Some(self.limit)), || self.request()).await?;
        ApiResponse::read(answer, self.method, self.limit).await
    }

    /// As [`send`](Self::send), and the body of a success is read piece by piece, whatever its size. A
    /// status that is no success is an error here, as of
    /// [`error_for_status`](ApiResponse::error_for_status).
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send), and as [`ApiResponse::error_for_status`].
    pub async fn send_streamed(self) -> Result<ApiStream, Error> {
        self.check()?;
        let answer = send::send(self.call(None), || self.request()).await?;
        if answer.verdict.is_none() {
            return Ok(ApiStream::new(answer.response));
        }
        let refused = ApiResponse::read(answer, self.method, self.limit).await?.error_for_status();
        refused.map(ApiResponse::into_stream)
    }

    /// Finds a mistake before anything is asked for.
    fn check(&self) -> Result<(), Error> {
        let (core, unknown) = (&self.caller.core, target::is_unknown(&self.caller.core));
        match &self.target {
            Err(error) => return Err(error.share()),
            // Who needs a token to know where the API is finds out when there is one.
            Ok(target) if !unknown => drop(target.at(core)?),
            Ok(_) => {}
        }
        Ok(())
    }

    fn call(&self, limit: Option<usize>) -> Call<'_> {
        Call { caller: &self.caller, scopes: self.scopes, limit }
    }

    /// The request without its token.
    fn request(&self) -> Result<Request<Bytes>, Error> {
        let target = self.target.as_ref().map_err(Error::share)?;
        let url = target.at(&self.caller.core)?;
        let mut request = Request::builder()
            .method(&self.method)
            .uri(url.as_str())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .header(USER_AGENT, concat!("spotify-flow/", env!("CARGO_PKG_VERSION")))
            .body(self.body.clone())
            .map_err(|_| Error::new(Reason::ValueInvalid, "the URL can't be called"))?;
        // Where a body could be, servers want to hear that there is none (RFC 9110 section 8.6):
        // Spotify answers 411 otherwise.
        let may_have_one = [Method::POST, Method::PUT, Method::PATCH].contains(&self.method);
        if self.body.is_empty() && may_have_one {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request.headers_mut().extend(self.headers.clone());
        Ok(request)
    }

    /// The same request, to be sent once more.
    pub(crate) fn again(&self) -> Self {
        Self {
            caller: self.caller.clone(),
            method: self.method.clone(),
            target: match &self.target {
                Ok(target) => Ok(target.clone()),
                Err(error) => Err(error.share()),
            },
            headers: self.headers.clone(),
            body: self.body.clone(),
            limit: self.limit,
            scopes: self.scopes,
        }
    }

    /// The same request for another page, which the API named.
    pub(crate) fn follow(self, next: &str) -> Self {
        Self { target: Target::said(&self.caller.core, next), ..self }
    }

    /// Where it goes, unless there is a mistake in it.
    pub(crate) fn url(&self) -> Option<&str> {
        self.target.as_ref().ok().map(|target| target.url.as_str())
    }
}

impl IntoFuture for ApiRequest {
    type Output = Result<ApiResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl std::fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.target.as_ref().map(|target| target.url.path()).unwrap_or_default();
        f.debug_struct("ApiRequest").field("method", &self.method).field("path", &path).finish()
    }
}
