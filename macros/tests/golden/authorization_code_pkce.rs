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
impl ::spotify_flow::Storable for Mixtape {}
impl ::spotify_flow::api::At<::spotify_flow::spotify::Provider> for Mixtape {}
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
/**The client of `Mixtape`: [Authorization code with PKCE](::spotify_flow::spotify::flow::AUTHORIZATION_CODE_PKCE) at Spotify.

The user logs in at Spotify; a one-time verifier proves that the app that started the login is the one that ends it.*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
pub mod mixtape {
    use ::spotify_flow::__macro as rt;
    /// The flow's table.
    pub use ::spotify_flow::spotify::flow::AUTHORIZATION_CODE_PKCE as FLOW;
    /// The states of the flow: what an attempt can do depends on the one it is in.
    pub mod state {
        /**Nothing has been asked for yet.

Its steps:
- [`authorize`](super::Attempt::authorize), to [`AwaitingConsent`]*/
        #[derive(Debug)]
        pub struct Ready;
        /**The user is at the authorization server; the answer comes to the redirect URI.

The attempt carries:
- `state`
- `code_verifier` (secret)
- `authorize_url`

It shows:
- `authorize_url`
- `state`

Its steps:
- [`receive`](super::Attempt::receive), to [`CodeReceived`]*/
        #[derive(Debug)]
        pub struct AwaitingConsent;
        /**The user agreed; the code waits to be exchanged.

The attempt carries:
- `code_verifier` (secret)
- `code` (secret)

Its steps:
- [`exchange`](super::Attempt::exchange), to [`Authorized`]*/
        #[derive(Debug)]
        pub struct CodeReceived;
        ///The token is there.
        #[derive(Debug)]
        pub struct Authorized;
    }
    impl rt::State for state::AwaitingConsent {
        const INDEX: usize = 1usize;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static rt::FlowDef {
            &FLOW
        }
    }
    impl rt::State for state::CodeReceived {
        const INDEX: usize = 2usize;
        type Attempt = Attempt<Self>;
        fn flow() -> &'static rt::FlowDef {
            &FLOW
        }
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
        ///Ask again although the user has agreed before.
        pub fn show_dialog(self, value: bool) -> Self {
            self.machine.set_option(9usize, rt::text(value)).into()
        }
        /**Sends the user's browser to `https://accounts.spotify.com/authorize` with
- `response_type` = `code`
- `client_id` = `{client_id}`
- `redirect_uri` = `{redirect_uri}`
- `scope` = `{scope?}`
- `state` = `{state}`
- `code_challenge` = `{code_verifier|s256}`
- `code_challenge_method` = `S256`
- `show_dialog` = `{show_dialog?}`, when the app sets it

Fresh and random each time: `state` and `code_verifier` (secret).

Leads to [`AwaitingConsent`](state::AwaitingConsent).

# Errors

A failure gives the attempt back: it can be tried again.*/
        pub fn authorize(
            self,
        ) -> ::core::result::Result<Attempt<state::AwaitingConsent>, rt::Failed<Self>> {
            rt::step(self.machine.redirect(0usize))
        }
    }
    impl Attempt<state::AwaitingConsent> {
        ///The `authorize_url` of this attempt.
        pub fn authorize_url(&self) -> &str {
            self.machine.shown(7usize)
        }
        ///The `state` of this attempt.
        pub fn state(&self) -> &str {
            self.machine.shown(5usize)
        }
        /**Reads the query of the URL that the browser was sent back to
- `state` must equal the `state` that was sent
- `code` is kept (secret)

Leads to [`CodeReceived`](state::CodeReceived).

# Errors

A failure gives the attempt back: it can be tried again.*/
        pub fn receive(
            self,
            callback: impl ::core::convert::AsRef<str>,
        ) -> ::core::result::Result<Attempt<state::CodeReceived>, rt::Failed<Self>> {
            rt::step(rt::receive(self.machine, 1usize, callback.as_ref()))
        }
        /// Puts the attempt away until its callback comes. It is serializable, and holds secrets of
        /// this one attempt: keep it where the user can't read it.
        pub fn suspend(self) -> rt::Suspended<state::AwaitingConsent> {
            rt::Suspended::new(self.machine)
        }
    }
    impl Attempt<state::CodeReceived> {
        /**Posts a form to `https://accounts.spotify.com/api/token` with
- `grant_type` = `authorization_code`
- `code` = `{code}` (secret)
- `redirect_uri` = `{redirect_uri}`
- `code_verifier` = `{code_verifier}` (secret)
- `client_id` = `{client_id}`

Of the answer:
- `access_token` is the token (secret)

Leads to [`Authorized`](state::Authorized).

# Errors

A failure ends the attempt: the values sent are good for one use.*/
        pub fn exchange(
            self,
            http: &dyn rt::Transport,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<Attempt<state::Authorized>, rt::Error>,
        > {
            rt::post_spent(self.machine, 2usize, http)
        }
        /// Puts the attempt away until its callback comes. It is serializable, and holds secrets of
        /// this one attempt: keep it where the user can't read it.
        pub fn suspend(self) -> rt::Suspended<state::CodeReceived> {
            rt::Suspended::new(self.machine)
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
