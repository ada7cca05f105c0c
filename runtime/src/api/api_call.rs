//! A typed call, to be awaited.

use std::future::IntoFuture;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ApiRequest, ApiResponse, Items, Operation, Paged, Pages};
use crate::Error;
use crate::transport::BoxFuture;

/// A typed call of the provider's API. Nothing is sent before it is awaited.
///
/// Awaiting it gives the answer as JSON ([`serde_json::Value`]; `Null` where there is none);
/// [`json`](Self::json) gives a type of your own, [`response`](Self::response) the answer as it
/// came, and [`pages`](Self::pages) this page and all that follow.
///
/// A token that the API takes for expired is renewed once, and the call repeated once. An API that
/// asks to wait gets its wait, up to [`Session::wait_at_most`](crate::Session::wait_at_most). In a
/// function that takes any call, the bounds are those of [`Session::call`](crate::Session::call):
/// `O: Operation, O::Access: Allows<A>`.
///
/// ```no_run
/// # use spotify_flow::{App, Error, Session, api::At, spotify};
/// use spotify_flow::spotify::api::{GetAlbum, GetAlbumsTracks};
/// # #[derive(serde::Deserialize)] struct Album { name: String }
/// # #[derive(serde::Deserialize)] struct Track { name: String }
///
/// # async fn f<A: App + At<spotify::Provider>>(session: Session<A>) -> Result<(), Error> {
/// let album = session.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).await?;
/// println!("{}", album["name"]);
///
/// let album: Album = session.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).json().await?;
///
/// let mut tracks = session.call(GetAlbumsTracks::new("4aawyAB9vmqN3uQ7FjRGTy")).items::<Track>();
/// while let Some(track) = tracks.next().await {
///     println!("{}", track?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct ApiCall<O> {
    request: ApiRequest,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> ApiCall<O> {
    pub(crate) fn new(request: ApiRequest) -> Self {
        Self { request, operation: PhantomData }
    }

    /// Sends the call, and reads the answer as a type of one's own. Where the operation has no answer
    /// it is `null`, whatever comes: Spotify's player has been seen to send bytes of no meaning.
    ///
    /// # Errors
    ///
    /// As [`response`](Self::response); a status that is no success, with what it means where that
    /// is known; [`Reason::WrongType`](crate::Reason::WrongType) when the answer is not of the type,
    /// with its place.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let response = self.request.send().await.map_err(of::<O>)?;
        response.json_or_null(O::DEF.answers).map_err(of::<O>)
    }

    /// Sends the call, and gives the answer as it came, of whatever status.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) when a part of its path would lead
    /// elsewhere; [`ConsentRequired`](crate::ErrorKind::ConsentRequired) when the user must log in
    /// again, or has not granted a scope that the call needs;
    /// [`RateLimited`](crate::ErrorKind::RateLimited) when the API has asked to be left alone for
    /// longer than the session waits; [`Transient`](crate::ErrorKind::Transient) when there was no
    /// answer.
    pub async fn response(self) -> Result<ApiResponse, Error> {
        self.request.send().await.map_err(of::<O>)
    }

    /// This page and all that follow, each as it comes.
    pub fn pages(self) -> Pages
    where
        O: Paged,
    {
        Pages::of::<O>(self.request)
    }

    /// The items of this page and of all that follow.
    pub fn items<T: DeserializeOwned>(self) -> Items<T>
    where
        O: Paged,
    {
        Items::new(self.pages())
    }
}

/// Says which operation it was.
fn of<O: Operation>(error: Error) -> Error {
    error.at("API", O::DEF.id)
}

impl<O: Operation + 'static> IntoFuture for ApiCall<O> {
    type Output = Result<Value, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.json())
    }
}

impl<O: Operation> std::fmt::Debug for ApiCall<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiCall").field("operation", &O::DEF.id).finish_non_exhaustive()
    }
}
