#[cfg(unix)]
struct Service {
    client_id: ClientId,
    client_secret: ClientSecret,
    region: String,
}
#[cfg(unix)]
#[allow(clippy::empty_loop)]
impl ::spotify_flow::App for Service {
    const NAME: &'static str = "Service";
    fn flow() -> &'static ::spotify_flow::__macro::FlowDef {
        &service_flow::FLOW
    }
    fn config(&self) -> ::spotify_flow::Config {
        let client_id: &::spotify_flow::ClientId = &self.client_id;
        let client_secret: &::spotify_flow::ClientSecret = &self.client_secret;
        ::spotify_flow::Config::new(client_id).client_secret(client_secret)
    }
}
#[cfg(unix)]
impl ::spotify_flow::Storable for Service {}
#[cfg(unix)]
#[allow(dead_code, unreachable_pub, clippy::all)]
impl Service {
    ///Begins an attempt: The app asks for a token of its own: it acts for no user, and sees what is public.
    pub fn begin(&self) -> service_flow::Attempt<service_flow::state::Ready> {
        ::spotify_flow::__macro::begin(self)
    }
    /// The session of a token that an attempt ended in, or that was kept from an older one.
    pub fn session(
        &self,
        token: impl ::core::convert::Into<::spotify_flow::Token>,
    ) -> ::spotify_flow::Session<Self> {
        ::spotify_flow::__macro::session(self, token)
    }
    #[doc(alias = "login")]
    /// Gets the app's own token: no user takes part.
    pub fn connect<T: ::spotify_flow::Transport + ::core::clone::Clone + 'static>(
        &self,
        http: &T,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            ::spotify_flow::Session<Self>,
            ::spotify_flow::Error,
        >,
    > {
        ::spotify_flow::__macro::connect(self, http)
    }
}
#[cfg(unix)]
/**The client of `Service`: [Client credentials](::spotify_flow::spotify::flow::client_credentials) at Spotify.

The app asks for a token of its own: it acts for no user, and sees what is public.*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
mod service_flow {
    #[doc(inline)]
    pub use ::spotify_flow::spotify::flow::client_credentials::{Attempt, FLOW};
    /// Whose the attempts are: those of two apps are of two types.
    pub enum App {}
    /// The states of the flow: what an attempt can do depends on the one it is in.
    pub mod state {
        use ::spotify_flow::spotify::flow::client_credentials::state as shared;
        ///Nothing has been asked for yet.
        pub type Ready = shared::Ready<super::App>;
        ///The token is there.
        pub type Authorized = shared::Authorized<super::App>;
    }
}
