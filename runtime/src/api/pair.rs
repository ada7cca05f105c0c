//! A user's session and an app's own, side by side.

use super::{Allows, ApiCall, At, Operation, Public, Requests, User};
use crate::app::{App, UserScoped};
use crate::session::Session;

/// A user's session and an app's own: each call goes through the right one. What is about the user
/// takes the user's token, what is public the app's, so that public calls neither need a user nor
/// use up what the user granted.
///
/// What is public to some and private to others, such as a playlist, is asked for with the app's
/// token; for a private one, call through [`user`](Self::user).
///
/// ```no_run
/// # use spotify_flow::{ClientId, ClientSecret, Error, RedirectUri, Session, spotify_flow};
/// use spotify_flow::Pair;
/// use spotify_flow::spotify::api::{GetAlbum, GetCurrentUsersProfile};
///
/// #[spotify_flow(authorization_code_pkce)]
/// struct Login { client_id: ClientId, redirect_uri: RedirectUri }
///
/// #[spotify_flow(client_credentials)]
/// struct Service { client_id: ClientId, client_secret: ClientSecret }
///
/// # async fn f(user: Session<Login>, service: Session<Service>) -> Result<(), Error> {
/// let spotify = Pair::new(user, service);
/// let album = spotify.call(GetAlbum::new("4aawyAB9vmqN3uQ7FjRGTy")).await?; // the app's token
/// let me = spotify.call(GetCurrentUsersProfile::new()).await?; // the user's
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Pair<U: App, S: App> {
    user: Session<U>,
    service: Session<S>,
}

impl<U: UserScoped, S: App> Pair<U, S> {
    /// Joins the two.
    pub fn new(user: Session<U>, service: Session<S>) -> Self {
        Self { user, service }
    }

    /// The user's session.
    pub fn user(&self) -> &Session<U> {
        &self.user
    }

    /// The app's own session.
    pub fn service(&self) -> &Session<S> {
        &self.service
    }

    /// Calls an operation through the session that it is for.
    pub fn call<O: Operation>(&self, operation: O) -> ApiCall<O>
    where
        O::Access: Route<U, S>,
    {
        O::Access::route(self, operation)
    }
}

impl<U: App, S: App> Clone for Pair<U, S> {
    fn clone(&self) -> Self {
        Self { user: self.user.clone(), service: self.service.clone() }
    }
}

/// Which session of a [`Pair`] a call goes through.
#[diagnostic::on_unimplemented(
    message = "no session of this pair may call this operation",
    label = "neither `{U}` nor `{S}` may"
)]
pub trait Route<U: App, S: App>: Sized {
    /// Calls an operation of this access.
    fn route<O: Operation<Access = Self>>(pair: &Pair<U, S>, operation: O) -> ApiCall<O>;
}

impl<U: App, S: At<P>, P> Route<U, S> for Public<P> {
    fn route<O: Operation<Access = Self>>(pair: &Pair<U, S>, operation: O) -> ApiCall<O> {
        pair.service.call(operation)
    }
}

impl<U: At<P> + UserScoped + Requests<N>, S: App, P, N> Route<U, S> for User<P, N>
where
    Self: Allows<U>,
{
    fn route<O: Operation<Access = Self>>(pair: &Pair<U, S>, operation: O) -> ApiCall<O> {
        pair.user.call(operation)
    }
}
