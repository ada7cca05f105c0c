//! A call of the provider's API.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use serde::Serialize;
use url::Url;

use super::send::{self, Caller};
use super::{ApiResponse, Operation};
use crate::protocol::flow_def::OriginDef;
use crate::protocol::path;
use crate::protocol::token::api_origin;
use crate::protocol::values::origin::is_secure;
use crate::session::Core;
use crate::{Error, Reason};

/// A call of the provider's API, to be filled in and awaited. Nothing is sent before that.
///
/// The first mistake in it is what awaiting it returns.
#[must_use = "a request is sent when it is awaited"]
pub struct ApiRequest {
    caller: Caller,
    method: Method,
    url: Result<Url, Error>,
    headers: HeaderMap,
    body: Bytes,
    /// The scopes that it needs, where they are known: of each list, one.
    scopes: &'static [&'static [&'static str]],
}

impl ApiRequest {
    pub(super) fn new(caller: Caller, method: Method, url: &str) -> Self {
        let url = locate(&caller.core, url);
        Self { caller, method, url, headers: HeaderMap::new(), body: Bytes::new(), scopes: &[] }
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
        request.url = mistake.map_or(request.url, Err);
        request
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if let Ok(url) = &mut self.url {
            url.query_pairs_mut().append_pair(name, value.as_ref());
        }
        self
    }

    /// Sets a header. `Authorization` is the session's: setting it is an error.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let (parsed, value) = (HeaderName::try_from(name), HeaderValue::try_from(value.as_ref()));
        match (parsed, value) {
            (Ok(name), _) if name == AUTHORIZATION => {
                self.fail("the session sets `Authorization`, once");
            }
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => {
                let name = crate::protocol::error::bounded(name, 60);
                self.fail(&format!("`{name}` and its value make no header"));
            }
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

    /// Sends a body as it is, under its content type.
    pub fn body(self, body: impl Into<Bytes>, content_type: &str) -> Self {
        let mut request = self.header(CONTENT_TYPE.as_str(), content_type);
        request.body = body.into();
        request
    }

    fn fail(&mut self, message: &str) {
        if self.url.is_ok() {
            self.url = Err(Error::new(Reason::ValueInvalid, message));
        }
    }

    /// Sends the request with a token that is good for now. A token that the API takes for expired is
    /// renewed once, and the request repeated once; an API that asks to wait gets its wait, up to
    /// [`Session::wait_at_most`](crate::Session::wait_at_most).
    ///
    /// # Errors
    ///
    /// A mistake in the request, no token, or no answer. An answer of any status is an answer:
    /// [`ApiResponse::error_for_status`] makes an error of one that is not a success.
    pub async fn send(self) -> Result<ApiResponse, Error> {
        let url = self.url?;
        granted(&self.caller.core, self.scopes)?;
        let bare = self.body.is_empty();
        let mut request = Request::builder()
            .method(&self.method)
            .uri(url.as_str())
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
            .header(USER_AGENT, concat!("spotify-flow/", env!("CARGO_PKG_VERSION")))
            .body(self.body)
            .map_err(|_| Error::new(Reason::ValueInvalid, "the URL can't be called"))?;
        // Where a body could be, servers want to hear that there is none (RFC 9110 section 8.6):
        // Spotify answers 411 otherwise.
        if bare && [Method::POST, Method::PUT, Method::PATCH].contains(&self.method) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        request.headers_mut().extend(self.headers);
        let (response, token) = send::send(&self.caller, &request).await?;
        let core = &self.caller.core;
        let for_user = core.flow.properties.needs_user_consent;
        Ok(ApiResponse::new(response, token, for_user, core.http.clock().now()))
    }

    /// The same request, to be sent once more.
    pub(crate) fn again(&self) -> Self {
        Self {
            caller: self.caller.clone(),
            method: self.method.clone(),
            url: match &self.url {
                Ok(url) => Ok(url.clone()),
                Err(error) => Err(error.share()),
            },
            headers: self.headers.clone(),
            body: self.body.clone(),
            scopes: self.scopes,
        }
    }

    /// The same request for another page, which the API named.
    pub(crate) fn follow(self, next: &str) -> Self {
        Self { url: locate(&self.caller.core, next), ..self }
    }

    /// Where it goes, unless there is a mistake in it.
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_ref().ok().map(Url::as_str)
    }
}

/// What the user did not grant is not asked for: the API would refuse it.
fn granted(core: &Core, needed: &[&[&str]]) -> Result<(), Error> {
    let held = core.held();
    let granted = held.record.token.scopes().filter(|_| core.flow.properties.user_scoped);
    let Some(granted) = granted else { return Ok(()) };
    let has = |any: &&[&str]| any.iter().any(|scope| granted.iter().any(|it| it == scope));
    needed.iter().find(|any| !has(any)).map_or(Ok(()), |any| Err(missing(core, any)))
}

/// Who has to do something about a scope that is not there: the user, or the app, which did not ask
/// for it.
fn missing(core: &Core, any: &[&str]) -> Error {
    let scopes = any.join("` or `");
    if !core.config.asked_scopes().iter().any(|asked| any.contains(asked)) {
        let message = format!("the call needs the scope `{scopes}` of a user");
        return Error::new(Reason::InsufficientScope, message)
            .with_advice("add it to `scopes(...)` and let the user log in again");
    }
    let message = format!("the user has not granted the scope `{scopes}`");
    Error::new(Reason::ScopeNotGranted, message).with_advice(
        "log the user in again; who unticked it must tick it, and who agreed before the app asked \
         for it must be asked anew",
    )
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
        let path = self.url.as_ref().map(Url::path).unwrap_or_default();
        f.debug_struct("ApiRequest").field("method", &self.method).field("path", &path).finish()
    }
}

/// Where a call goes: a token goes only to its API.
fn locate(core: &Core, url: &str) -> Result<Url, Error> {
    let origins = origins(core);
    let is_path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    let located = match origins.first().filter(|_| is_path) {
        Some(origin) => origin.join(url).ok(),
        None => Url::parse(url).ok(),
    };
    let located = located.filter(|url| {
        let plain = url.username().is_empty() && url.password().is_none();
        let own = origins.iter().any(|origin| origin.origin() == url.origin());
        plain && own && is_secure(url)
    });
    let located = located.map(|mut url| {
        url.set_fragment(None); // it is never sent
        url
    });
    located.ok_or_else(|| {
        let names: Vec<String> =
            origins.iter().map(|origin| origin.origin().ascii_serialization()).collect();
        let provider = &core.flow.provider;
        let message = format!("the token of {} was about to go elsewhere", provider.title);
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Error::new(Reason::ForeignOrigin, message).with_advice(format!(
            "call a path such as `/v1/me`, or a URL at an API origin that the provider's file \
             names: {known}"
        ))
    })
}

/// The origins of the provider's API.
fn origins(core: &Core) -> Vec<Url> {
    let text = |origin: &OriginDef| match origin {
        OriginDef::Hosts(_) => core.held().record.token.api_origin.clone(),
        OriginDef::Fixed(origin) => Some(origin.to_string()),
        OriginDef::Variable(slot) => {
            let slot = core.flow.slots.get(*slot)?;
            let brought = core.config.value(&slot.name).map(|value| value.expose().to_owned());
            brought.or_else(|| slot.default.as_deref().map(str::to_owned))
        }
    };
    let provider = &core.flow.provider;
    provider
        .api_origins
        .iter()
        .filter_map(|origin| Some((origin, Url::parse(&text(origin)?).ok()?)))
        // A store is no server: what it says is checked again.
        .filter(|(origin, url)| {
            !matches!(origin, OriginDef::Hosts(_)) || api_origin::allowed(url, provider)
        })
        .map(|(_, url)| url)
        .collect()
}
