//! What a session calls.

use std::sync::Arc;

use http::Method;

use super::send::Caller;
use super::{Allows, ApiCall, ApiRequest, Operation};
use crate::app::App;
use crate::session::Session;

impl<A: App> Session<A> {
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
        ApiCall::new(ApiRequest::of(self.caller(), operation))
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
        ApiRequest::new(self.caller(), method, url.as_ref())
    }

    fn caller(&self) -> Caller {
        Caller { core: Arc::clone(self.core()), patience: self.patience() }
    }
}
