pub struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}
#[allow(clippy::empty_loop)]
impl ::spotify_flow::App for Mixtape {
    const NAME: &'static str = "Mixtape";
    fn flow() -> &'static ::spotify_flow::__macro::FlowDef {
        &mixtape::FLOW
    }
    fn config(&self) -> ::spotify_flow::Config {
        let client_id: &::spotify_flow::ClientId = &self.client_id;
        let redirect_uri: &::spotify_flow::RedirectUri = &self.redirect_uri;
        ::spotify_flow::Config::new(client_id)
            .redirect_uri(redirect_uri)
            .written_scopes(&["user-read-email"], "user-read-email")
    }
}
impl ::spotify_flow::NeedsUserConsent for Mixtape {}
impl ::spotify_flow::Refreshable for Mixtape {}
impl ::spotify_flow::UserScoped for Mixtape {}
#[allow(deprecated)]
impl ::spotify_flow::api::Requests<::spotify_flow::spotify::scope::UserReadEmail>
for Mixtape {}
#[allow(dead_code, unreachable_pub, clippy::all)]
impl Mixtape {
    ///Begins an attempt: The user logs in at Spotify; a one-time verifier proves that the app that started the login is the one that ends it.
    pub fn begin(&self) -> mixtape::Attempt<mixtape::state::Ready> {
        ::spotify_flow::__macro::begin(self)
    }
    /// The session of a token that an attempt ended in, or that was kept from an older one.
    pub fn session(
        &self,
        token: impl ::core::convert::Into<::spotify_flow::Token>,
    ) -> ::spotify_flow::Session<Self> {
        ::spotify_flow::__macro::session(self, token)
    }
    #[doc(alias = "connect")]
    /// Runs the whole flow: the user agent takes the user to the authorization server and
    /// brings back the callback.
    pub fn login<T: ::spotify_flow::Transport + ::core::clone::Clone + 'static>(
        &self,
        http: &T,
        user_agent: impl ::spotify_flow::UserAgent,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            ::spotify_flow::Session<Self>,
            ::spotify_flow::Error,
        >,
    > {
        ::spotify_flow::__macro::login(self, http, user_agent)
    }
    ///Reads `SPOTIFY_CLIENT_ID`, `SPOTIFY_REDIRECT_URI` from the environment.
    ///
    /// # Errors
    ///
    /// One error that names every variable that is missing or malformed.
    pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> {
        let mut env = ::spotify_flow::__macro::FromEnv::new("SPOTIFY");
        let client_id = env.field("client_id");
        let redirect_uri = env.field("redirect_uri");
        let app = match (client_id, redirect_uri) {
            (
                ::core::option::Option::Some(client_id),
                ::core::option::Option::Some(redirect_uri),
            ) => ::core::option::Option::Some(Self { client_id, redirect_uri }),
            _ => ::core::option::Option::None,
        };
        env.finish(app)
    }
}
/**The client of `Mixtape`: [Authorization code with PKCE](::spotify_flow::spotify::flow::authorization_code_pkce) at Spotify.

The user logs in at Spotify; a one-time verifier proves that the app that started the login is the one that ends it.*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
pub mod mixtape {
    #[doc(inline)]
    pub use ::spotify_flow::spotify::flow::authorization_code_pkce::{Attempt, FLOW};
    /// Whose the attempts are: those of two apps are of two types.
    pub enum App {}
    /// The states of the flow: what an attempt can do depends on the one it is in.
    pub mod state {
        use ::spotify_flow::spotify::flow::authorization_code_pkce::state as shared;
        ///Nothing has been asked for yet.
        pub type Ready = shared::Ready<super::App>;
        ///The user is at the authorization server; the answer comes to the redirect URI.
        pub type AwaitingConsent = shared::AwaitingConsent<super::App>;
        ///The user agreed; the code waits to be exchanged.
        pub type CodeReceived = shared::CodeReceived<super::App>;
        ///The token is there.
        pub type Authorized = shared::Authorized<super::App>;
    }
}
