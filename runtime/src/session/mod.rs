//! An authorized app that gets new tokens by itself.

mod api_request;
mod api_response;
mod backoff;
mod lifetime;
mod renewal;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::Method;

pub use api_request::ApiRequest;
pub use api_response::ApiResponse;
use renewal::Held;

use crate::Error;
use crate::app::{App, Refreshable};
use crate::config::Config;
use crate::flow_def::FlowDef;
use crate::token::{AccessToken, Token};
use crate::transport::{BoxFuture, Transport};

/// An authorized app: it knows its token, gets a new one when that ends, and calls the provider's
/// API with it.
///
/// Copies share the token. One copy renews at a time; the others wait for it.
///
/// A flow that is refreshable renews with its refresh token; one that needs no user simply asks
/// again; any other ends with its token, and says
/// [`ConsentRequired`](crate::ErrorKind::ConsentRequired).
pub struct Session<A> {
    core: Arc<Core>,
    app: PhantomData<fn() -> A>,
}

/// What all copies of a session share.
struct Core {
    flow: &'static FlowDef,
    config: Config,
    http: Arc<dyn Transport>,
    held: Mutex<Held>,
    /// Held by the one that renews.
    renewing: tokio::sync::Mutex<()>,
}

impl Core {
    fn held<T>(&self, f: impl FnOnce(&mut Held) -> T) -> T {
        // What is held is replaced as a whole: a panic elsewhere leaves no half of it.
        f(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<A: App> Session<A> {
    /// A session over a transport of one's own. Generated code has `session`, which uses the HTTP
    /// client of this library.
    pub fn over(app: &A, token: impl Into<Token>, http: impl Transport + 'static) -> Self {
        let http: Arc<dyn Transport> = Arc::new(http);
        let held = Held::new(token.into(), http.clock());
        let core = Core {
            flow: A::flow(),
            config: app.config(),
            http,
            held: Mutex::new(held),
            renewing: tokio::sync::Mutex::new(()),
        };
        Self { core: Arc::new(core), app: PhantomData }
    }

    /// The same session over another transport.
    #[must_use]
    pub fn with_transport(self, http: impl Transport + 'static) -> Self {
        let http: Arc<dyn Transport> = Arc::new(http);
        let held = Held::new(self.token_snapshot(), http.clock());
        let (flow, config) = (self.core.flow, self.core.config.clone());
        let renewing = tokio::sync::Mutex::new(());
        let core = Core { flow, config, http, held: Mutex::new(held), renewing };
        Self { core: Arc::new(core), app: PhantomData }
    }

    /// An access token that is good for now: the one that is there, or a new one.
    ///
    /// # Errors
    ///
    /// [`ConsentRequired`](crate::ErrorKind::ConsentRequired) when the user must log in again;
    /// [`Transient`](crate::ErrorKind::Transient) when no new token could be had and the old one has
    /// ended.
    pub async fn token(&self) -> Result<AccessToken, Error> {
        renewal::token(&self.core, Duration::ZERO).await
    }

    /// An access token that is good for at least this long, unless the server gives shorter ones.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    pub async fn token_valid_for(&self, at_least: Duration) -> Result<AccessToken, Error> {
        renewal::token(&self.core, at_least).await
    }

    /// Gets a new access token now, though the old one may still be good.
    ///
    /// # Errors
    ///
    /// As [`token`](Self::token).
    // Not an `async fn`: rustc would report the missing bound three times for one call.
    pub fn refresh(&self) -> BoxFuture<'_, Result<AccessToken, Error>>
    where
        A: Refreshable,
    {
        Box::pin(renewal::force(&self.core))
    }

    /// The token as it is: to be shown, or kept where secrets are kept.
    #[must_use]
    pub fn token_snapshot(&self) -> Token {
        self.core.held(|held| held.token.clone())
    }

    /// When the user agreed, if that is known.
    #[must_use]
    pub fn authorized_at(&self) -> Option<SystemTime> {
        self.core.held(|held| held.token.authorized_at())
    }

    /// When the user's consent ends, where the provider says how long it lasts: six months at
    /// Spotify, and renewing does not extend them.
    ///
    /// Source: <https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens>
    #[must_use]
    pub fn consent_ends_at(&self) -> Option<SystemTime> {
        let lifetime = self.core.flow.provider.refresh_lifetime?;
        let renews = self.core.flow.properties.refreshable;
        let from = self.authorized_at().filter(|_| renews && !lifetime.from_use)?;
        lifetime::end(from, lifetime)
    }

    /// The scopes that the session has: those granted, as far as the server said, else those asked
    /// for (RFC 6749 section 5.1).
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let granted = self.core.held(|held| held.token.scopes().map(<[String]>::to_vec));
        let asked = || self.core.config.asked_scopes().iter().map(ToString::to_string).collect();
        granted.unwrap_or_else(asked)
    }

    /// Calls the provider's API. The URL is absolute, at one of the provider's API origins, or a
    /// path at the first of them.
    ///
    /// ```no_run
    /// # async fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) -> Result<(), spotify_flow::Error> {
    /// let album: serde_json::Value =
    ///     session.get("/v1/albums/4aawyAB9vmqN3uQ7FjRGTy").query("market", "SE").await?.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, url: impl AsRef<str>) -> ApiRequest {
        self.request(Method::GET, url)
    }

    /// Calls the provider's API by POST; see [`get`](Self::get).
    pub fn post(&self, url: impl AsRef<str>) -> ApiRequest {
        self.request(Method::POST, url)
    }

    /// Calls the provider's API by PUT; see [`get`](Self::get).
    pub fn put(&self, url: impl AsRef<str>) -> ApiRequest {
        self.request(Method::PUT, url)
    }

    /// Calls the provider's API by PATCH; see [`get`](Self::get).
    pub fn patch(&self, url: impl AsRef<str>) -> ApiRequest {
        self.request(Method::PATCH, url)
    }

    /// Calls the provider's API by DELETE; see [`get`](Self::get).
    pub fn delete(&self, url: impl AsRef<str>) -> ApiRequest {
        self.request(Method::DELETE, url)
    }

    /// Calls the provider's API; see [`get`](Self::get).
    pub fn request(&self, method: Method, url: impl AsRef<str>) -> ApiRequest {
        ApiRequest::new(Arc::clone(&self.core), method, url.as_ref())
    }
}

impl<A> Clone for Session<A> {
    fn clone(&self) -> Self {
        Self { core: Arc::clone(&self.core), app: PhantomData }
    }
}

impl<A: App> fmt::Debug for Session<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("app", &A::NAME)
            .field("flow", &self.core.flow.name)
            .field("token", &self.token_snapshot())
            .finish()
    }
}
