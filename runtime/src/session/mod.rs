//! An authorized app that gets new tokens by itself.

mod api_request;
mod api_response;
mod backoff;
mod lifetime;
mod renewal;
mod send;
mod throttle;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::Method;

pub use api_request::ApiRequest;
pub use api_response::ApiResponse;
use renewal::Held;
use throttle::Throttle;

use crate::api::{Allows, ApiCall, Operation};
use crate::app::{App, Refreshable};
use crate::config::Config;
use crate::flow_def::FlowDef;
use crate::token::{AccessToken, Token};
use crate::transport::{BoxFuture, Transport};
use crate::{Error, Reason};

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
    throttle: Arc<Throttle>,
    /// How long a call waits where the API asks for it.
    patience: Duration,
}

/// How long a call waits unless the session says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

impl Core {
    fn new(flow: &'static FlowDef, config: Config, token: Token, http: Arc<dyn Transport>) -> Self {
        let held = Mutex::new(Held::new(token, http.clock()));
        let throttle = Throttle::of(&flow.provider.name, config.client_id(), http.clock());
        let renewing = tokio::sync::Mutex::new(());
        Self { flow, config, http, held, renewing, throttle, patience: PATIENCE }
    }

    /// Whether a new token can be had without the user.
    fn can_renew(&self) -> bool {
        let properties = &self.flow.properties;
        let refreshes = properties.refreshable && self.held(|held| held.token.has_refresh_token());
        refreshes || !properties.needs_user_consent
    }

    fn held<T>(&self, f: impl FnOnce(&mut Held) -> T) -> T {
        // What is held is replaced as a whole: a panic elsewhere leaves no half of it.
        f(&mut self.held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<A: App> Session<A> {
    /// A session over a transport of one's own. Generated code has `session`, which uses the HTTP
    /// client of this library.
    pub fn over(app: &A, token: impl Into<Token>, http: impl Transport + 'static) -> Self {
        let core = Core::new(A::flow(), app.config(), token.into(), Arc::new(http));
        Self { core: Arc::new(core), app: PhantomData }
    }

    /// The same session over another transport.
    #[must_use]
    pub fn with_transport(self, http: impl Transport + 'static) -> Self {
        let old = &self.core;
        let core = Core::new(old.flow, old.config.clone(), self.token_snapshot(), Arc::new(http));
        self.over_core(Core { patience: old.patience, ..core })
    }

    /// The same session, whose calls wait at most so long where the API asks to wait (HTTP 429). The
    /// wait is 30 seconds unless this says otherwise; a longer one is an error with the time in it.
    #[must_use]
    pub fn wait_at_most(self, patience: Duration) -> Self {
        let old = &self.core;
        let http = Arc::clone(&old.http);
        let core = Core::new(old.flow, old.config.clone(), self.token_snapshot(), http);
        self.over_core(Core { patience, ..core })
    }

    fn over_core(&self, core: Core) -> Self {
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

    /// The scopes that were asked for and that the user has not granted, as far as the server said:
    /// users may untick some, and some servers know better. Empty where all were granted.
    ///
    /// ```no_run
    /// # fn f<A: spotify_flow::App>(session: spotify_flow::Session<A>) -> Result<(), spotify_flow::Error> {
    /// session.granted_all()?; // or ask `missing_scopes`, and do with less
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<String> {
        let granted = self.scopes();
        let asked = self.core.config.asked_scopes().into_iter().map(ToString::to_string);
        asked.filter(|scope| !granted.contains(scope)).collect()
    }

    /// An error that names the [`missing_scopes`](Self::missing_scopes), if there are any.
    ///
    /// # Errors
    ///
    /// [`Reason::ScopeNotGranted`](crate::Reason::ScopeNotGranted), which is of the kind
    /// [`ConsentRequired`](crate::ErrorKind::ConsentRequired).
    pub fn granted_all(&self) -> Result<(), Error> {
        let missing = self.missing_scopes();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("the user has not granted `{}`", missing.join("`, `"));
        Err(Error::new(Reason::ScopeNotGranted, message)
            .advice("do with less, or log the user in again"))
    }

    /// Calls an operation of the provider's API. What the app may not call does not compile.
    ///
    /// ```no_run
    /// # use spotify_flow::{ClientId, ClientSecret, Error, Session, spotify_flow};
    /// use spotify_flow::spotify::api::GetAlbum;
    ///
    /// #[spotify_flow(client_credentials)]
    /// struct Service {
    ///     client_id: ClientId,
    ///     client_secret: ClientSecret,
    /// }
    ///
    /// # async fn f(service: Session<Service>) -> Result<(), Error> {
    /// let album = service.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy").market("SE")).await?;
    /// println!("{}", album["name"]);
    /// # Ok(())
    /// # }
    /// ```
    // The bound stands here, not on the impl: the compiler's words for it are lost there.
    pub fn call<O: Operation>(&self, operation: O) -> ApiCall<O>
    where
        O::Access: Allows<A>,
    {
        ApiCall::new(ApiRequest::of(Arc::clone(&self.core), operation))
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
