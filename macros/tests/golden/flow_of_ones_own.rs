struct Jukebox {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}
#[allow(clippy::empty_loop)]
impl ::spotify_flow::App for Jukebox {
    const NAME: &'static str = "Jukebox";
    fn flow() -> &'static ::spotify_flow::__macro::FlowDef {
        &jukebox::FLOW
    }
    fn config(&self) -> ::spotify_flow::Config {
        let client_id: &::spotify_flow::ClientId = &self.client_id;
        let redirect_uri: &::spotify_flow::RedirectUri = &self.redirect_uri;
        ::spotify_flow::Config::new(client_id).redirect_uri(redirect_uri)
    }
}
impl ::spotify_flow::NeedsUserConsent for Jukebox {}
impl ::spotify_flow::Refreshable for Jukebox {}
impl ::spotify_flow::UserScoped for Jukebox {}
impl ::spotify_flow::Storable for Jukebox {}
#[allow(dead_code, unreachable_pub, clippy::all)]
impl Jukebox {
    ///Begins an attempt: The user logs in at Spotify; a one-time verifier proves that the app that started the login is the one that ends it.
    pub fn begin(&self) -> jukebox::Attempt<jukebox::state::Ready> {
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
/**The client of `Jukebox`: Authorization code with PKCE at Spotify (flows/jukebox.toml).

The user logs in at Spotify; a one-time verifier proves that the app that started the login is the one that ends it.

| property | | so |
|---|---|---|
| needs user consent | yes | a user must agree once, in a browser: `login` |
| refreshable | yes | a session renews its token; `refresh` does it at once |
| short-lived | no | a session outlives its tokens |
| user-scoped | yes | the token acts for a user, within the scopes asked for |

# The machine

```text
● ready
│ Nothing has been asked for yet.
│
├─ authorize → awaiting_consent
│    draws state, code_verifier (secret)
│    sends the user's browser to https://accounts.spotify.com/authorize
│      response_type          code
│      client_id              {client_id}
│      redirect_uri           {redirect_uri}
│      scope                  {scope?}
│      state                  {state}
│      code_challenge         {code_verifier|s256}
│      code_challenge_method  S256
│      show_dialog            {show_dialog?} (option)
▼
○ awaiting_consent
│ The user is at the authorization server; the answer comes to the redirect URI.
│ keeps state, code_verifier (secret), authorize_url
│ shows authorize_url, state
│
├─ receive → code_received
│    reads the query of the URL that the browser was sent back to
│      state  must equal the state that was sent
│      code   is kept (secret)
▼
○ code_received
│ The user agreed; the code waits to be exchanged.
│ keeps code_verifier (secret), code (secret)
│
├─ exchange → authorized
│    posts a form to https://accounts.spotify.com/api/token
│      grant_type     authorization_code
│      code           {code} (secret)
│      redirect_uri   {redirect_uri}
│      code_verifier  {code_verifier} (secret)
│      client_id      {client_id}
│    of the answer
│      access_token   is the token (secret)
▼
◉ authorized
│ The token is there.
│
└─ renew, as often as it likes
     posts a form to https://accounts.spotify.com/api/token
       grant_type     refresh_token
       refresh_token  {refresh_token} (secret)
       client_id      {client_id}
     of the answer
       access_token   is the token (secret)
```

<details><summary>The same as a Mermaid diagram</summary>

```mermaid
stateDiagram-v2
    [*] --> ready
    ready --> awaiting_consent: authorize (redirect)<br/>sends response_type, client_id, redirect_uri, scope, state, code_challenge, code_challenge_method, show_dialog
    awaiting_consent --> code_received: receive (callback)
    code_received --> authorized: exchange (post)<br/>sends grant_type, code (secret), redirect_uri, code_verifier (secret), client_id
    authorized --> authorized: renew (post)<br/>sends grant_type, refresh_token (secret), client_id
    authorized --> [*]
    note right of awaiting_consent
        keeps state, code_verifier (secret), authorize_url
    end note
    note right of code_received
        keeps code_verifier (secret), code (secret)
    end note
```

</details>

Sources: RFC 6749 section 4.1, RFC 7636, RFC 9700 section 2.1.1

# Renewal

Posts a form to `https://accounts.spotify.com/api/token` with
- `grant_type` = `refresh_token`
- `refresh_token` = `{refresh_token}` (secret)
- `client_id` = `{client_id}`

Of the answer:
- `access_token` is the token (secret)
*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
mod jukebox {
    use ::spotify_flow::__macro as rt;
    /// The flow's table.
    pub static FLOW: rt::FlowDef = rt::FlowDef {
        name: rt::Cow::Borrowed("authorization_code_pkce"),
        provider: rt::ProviderDef {
            name: rt::Cow::Borrowed("spotify"),
            title: rt::Cow::Borrowed("Spotify"),
            issuer: ::core::option::Option::None,
            api_origins: rt::Cow::Borrowed(
                &[
                    rt::OriginDef::At(
                        rt::Cow::Borrowed(
                            &[
                                rt::Part::Literal(
                                    rt::Cow::Borrowed("https://api.spotify.com"),
                                ),
                            ],
                        ),
                    ),
                ],
            ),
            api_origin_from: ::core::option::Option::None,
            api_headers: rt::Cow::Borrowed(&[]),
            api_token: ::core::option::Option::None,
            api_path: rt::Cow::Borrowed(&[]),
            redirect: rt::Cow::Borrowed(
                &[
                    rt::RedirectKind::Https,
                    rt::RedirectKind::LoopbackIp,
                    rt::RedirectKind::PrivateScheme,
                ],
            ),
            scope_separator: rt::Cow::Borrowed(" "),
            implied_scopes: rt::Cow::Borrowed(&[]),
            token_kinds: rt::Cow::Borrowed(&[]),
            json: false,
            scope_array: false,
            errors: rt::Cow::Borrowed(&[]),
            token_lifetime: ::core::option::Option::None,
            expires: rt::Expires::Seconds,
            members: rt::Cow::Borrowed(&[]),
            limit_by_user: false,
            limit_reset: ::core::option::Option::None,
            refusals: rt::Cow::Borrowed(
                &[
                    rt::RefusalDef {
                        status: 401u16,
                        says: rt::Cow::Borrowed("Permissions missing"),
                        means: rt::Meaning::Scope,
                    },
                    rt::RefusalDef {
                        status: 403u16,
                        says: rt::Cow::Borrowed("Insufficient client scope"),
                        means: rt::Meaning::Scope,
                    },
                ],
            ),
            refresh_lifetime: ::core::option::Option::Some(rt::RefreshLifetime {
                months: 6u32,
                days: 0u32,
                from_use: false,
            }),
        },
        properties: rt::Properties {
            needs_user_consent: true,
            refreshable: true,
            short_lived: false,
            user_scoped: true,
        },
        authentication: rt::Authentication::None,
        slots: rt::Cow::Borrowed(
            &[
                rt::SlotDef {
                    name: rt::Cow::Borrowed("client_id"),
                    secret: false,
                    from_app: true,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("client_secret"),
                    secret: true,
                    from_app: true,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("redirect_uri"),
                    secret: false,
                    from_app: true,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("scope"),
                    secret: false,
                    from_app: true,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("refresh_token"),
                    secret: true,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("state"),
                    secret: false,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("code_verifier"),
                    secret: true,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("authorize_url"),
                    secret: false,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("code"),
                    secret: true,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
                rt::SlotDef {
                    name: rt::Cow::Borrowed("show_dialog"),
                    secret: false,
                    from_app: false,
                    variable: ::core::option::Option::None,
                },
            ],
        ),
        endpoints: rt::Cow::Borrowed(
            &[
                rt::EndpointDef {
                    name: rt::Cow::Borrowed("authorize"),
                    url: rt::Cow::Borrowed(
                        &[
                            rt::Part::Literal(
                                rt::Cow::Borrowed("https://accounts.spotify.com/authorize"),
                            ),
                        ],
                    ),
                },
                rt::EndpointDef {
                    name: rt::Cow::Borrowed("token"),
                    url: rt::Cow::Borrowed(
                        &[
                            rt::Part::Literal(
                                rt::Cow::Borrowed("https://accounts.spotify.com/api/token"),
                            ),
                        ],
                    ),
                },
            ],
        ),
        states: rt::Cow::Borrowed(
            &[
                rt::StateDef {
                    name: rt::Cow::Borrowed("ready"),
                    is_final: false,
                    keeps: rt::Cow::Borrowed(&[]),
                    perhaps: rt::Cow::Borrowed(&[]),
                },
                rt::StateDef {
                    name: rt::Cow::Borrowed("awaiting_consent"),
                    is_final: false,
                    keeps: rt::Cow::Borrowed(&[5usize, 6usize, 7usize]),
                    perhaps: rt::Cow::Borrowed(&[]),
                },
                rt::StateDef {
                    name: rt::Cow::Borrowed("code_received"),
                    is_final: false,
                    keeps: rt::Cow::Borrowed(&[6usize, 8usize]),
                    perhaps: rt::Cow::Borrowed(&[]),
                },
                rt::StateDef {
                    name: rt::Cow::Borrowed("authorized"),
                    is_final: true,
                    keeps: rt::Cow::Borrowed(&[]),
                    perhaps: rt::Cow::Borrowed(&[]),
                },
            ],
        ),
        initial: 0usize,
        transitions: rt::Cow::Borrowed(
            &[
                rt::TransitionDef {
                    name: rt::Cow::Borrowed("authorize"),
                    from: 0usize,
                    to: 1usize,
                    mint: rt::Cow::Borrowed(&[5usize, 6usize]),
                    action: rt::ActionDef::Redirect {
                        endpoint: 0usize,
                        query: rt::Cow::Borrowed(
                            &[
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("response_type"),
                                    value: rt::Cow::Borrowed(
                                        &[rt::Part::Literal(rt::Cow::Borrowed("code"))],
                                    ),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("client_id"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(0usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("redirect_uri"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(2usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("scope"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Optional(3usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("state"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(5usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("code_challenge"),
                                    value: rt::Cow::Borrowed(&[rt::Part::S256(6usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("code_challenge_method"),
                                    value: rt::Cow::Borrowed(
                                        &[rt::Part::Literal(rt::Cow::Borrowed("S256"))],
                                    ),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("show_dialog"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Optional(9usize)]),
                                },
                            ],
                        ),
                        url: 7usize,
                    },
                    spends: false,
                },
                rt::TransitionDef {
                    name: rt::Cow::Borrowed("receive"),
                    from: 1usize,
                    to: 2usize,
                    mint: rt::Cow::Borrowed(&[]),
                    action: rt::ActionDef::Callback {
                        fragment: false,
                        expect: rt::Cow::Borrowed(
                            &[
                                rt::BindingDef {
                                    parameter: rt::Cow::Borrowed("state"),
                                    slot: 5usize,
                                    optional: false,
                                },
                            ],
                        ),
                        bind: rt::Cow::Borrowed(
                            &[
                                rt::BindingDef {
                                    parameter: rt::Cow::Borrowed("code"),
                                    slot: 8usize,
                                    optional: false,
                                },
                            ],
                        ),
                        token: false,
                    },
                    spends: false,
                },
                rt::TransitionDef {
                    name: rt::Cow::Borrowed("exchange"),
                    from: 2usize,
                    to: 3usize,
                    mint: rt::Cow::Borrowed(&[]),
                    action: rt::ActionDef::Post(rt::PostDef {
                        endpoint: 1usize,
                        form: rt::Cow::Borrowed(
                            &[
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("grant_type"),
                                    value: rt::Cow::Borrowed(
                                        &[
                                            rt::Part::Literal(rt::Cow::Borrowed("authorization_code")),
                                        ],
                                    ),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("code"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(8usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("redirect_uri"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(2usize)]),
                                },
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("code_verifier"),
                                    value: rt::Cow::Borrowed(&[rt::Part::Slot(6usize)]),
                                },
                            ],
                        ),
                        bind: rt::Cow::Borrowed(&[]),
                        token: true,
                        token_in: ::core::option::Option::None,
                    }),
                    spends: true,
                },
            ],
        ),
        renew: ::core::option::Option::Some(rt::PostDef {
            endpoint: 1usize,
            form: rt::Cow::Borrowed(
                &[
                    rt::ParameterDef {
                        name: rt::Cow::Borrowed("grant_type"),
                        value: rt::Cow::Borrowed(
                            &[rt::Part::Literal(rt::Cow::Borrowed("refresh_token"))],
                        ),
                    },
                    rt::ParameterDef {
                        name: rt::Cow::Borrowed("refresh_token"),
                        value: rt::Cow::Borrowed(&[rt::Part::Slot(4usize)]),
                    },
                ],
            ),
            bind: rt::Cow::Borrowed(&[]),
            token: true,
            token_in: ::core::option::Option::None,
        }),
        kept: rt::Cow::Borrowed(&[]),
        granted: ::core::option::Option::None,
        options: rt::Cow::Borrowed(
            &[
                rt::OptionDef {
                    name: rt::Cow::Borrowed("show_dialog"),
                    slot: 9usize,
                },
            ],
        ),
    };
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
