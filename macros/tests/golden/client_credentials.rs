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
impl ::spotify_flow::api::At<::spotify_flow::spotify::Provider> for Service {}
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
/**The client of `Service`: [Client credentials](::spotify_flow::spotify::flow::CLIENT_CREDENTIALS) at Spotify.

The app asks for a token of its own: it acts for no user, and sees what is public.*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
mod service_flow {
    use ::spotify_flow::__macro as rt;
    /// The flow's table.
    pub use ::spotify_flow::spotify::flow::CLIENT_CREDENTIALS as FLOW;
    /// The states of the flow: what an attempt can do depends on the one it is in.
    pub mod state {
        /**Nothing has been asked for yet.

Its steps:
- [`request`](super::Attempt::request), to [`Authorized`]*/
        #[derive(Debug)]
        pub struct Ready;
        ///The token is there.
        #[derive(Debug)]
        pub struct Authorized;
    }
    /// One run of the flow, in the state `S`.
    pub struct Attempt<S> {
        machine: rt::Machine,
        state: ::core::marker::PhantomData<fn() -> S>,
    }
    impl<S> ::core::convert::From<rt::Machine> for Attempt<S> {
        fn from(machine: rt::Machine) -> Self {
            Self {
                machine,
                state: ::core::marker::PhantomData,
            }
        }
    }
    impl<S> ::core::fmt::Debug for Attempt<S> {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(&self.machine, f)
        }
    }
    impl Attempt<state::Ready> {
        /**Posts a form to `https://accounts.spotify.com/api/token` with
- `grant_type` = `client_credentials`
- `Authorization` is a header: `Basic`, of the app's id and its secret (secret)

Of the answer:
- `access_token` is the token (secret)

Leads to [`Authorized`](state::Authorized).

# Errors

A failure gives the attempt back: it can be tried again.*/
        pub fn request(
            self,
            http: &dyn rt::Transport,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<Attempt<state::Authorized>, rt::Failed<Self>>,
        > {
            rt::post_step(self.machine, 0usize, http)
        }
    }
    impl Attempt<state::Authorized> {
        /// The token.
        pub fn token(&self) -> &rt::Token {
            self.machine.token()
        }
    }
    impl ::core::convert::From<Attempt<state::Authorized>> for rt::Token {
        fn from(attempt: Attempt<state::Authorized>) -> Self {
            attempt.machine.into_token()
        }
    }
}
