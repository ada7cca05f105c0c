struct Reader {
    client_id: ClientId,
    client_secret: ClientSecret,
}
#[allow(clippy::empty_loop)]
impl ::spotify_flow::App for Reader {
    const NAME: &'static str = "Reader";
    fn flow() -> &'static ::spotify_flow::__macro::FlowDef {
        &reader::FLOW
    }
    fn config(&self) -> ::spotify_flow::Config {
        let client_id: &::spotify_flow::ClientId = &self.client_id;
        let client_secret: &::spotify_flow::ClientSecret = &self.client_secret;
        ::spotify_flow::Config::new(client_id).client_secret(client_secret)
    }
}
impl ::spotify_flow::Storable for Reader {}
#[allow(dead_code, unreachable_pub, clippy::all)]
impl Reader {
    ///Begins an attempt: The app asks for a token of its own: it acts for no user, and sees what is public.
    pub fn begin(&self) -> reader::Attempt<reader::state::Ready> {
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
    ///Reads `REDDIT_CLIENT_ID`, `REDDIT_CLIENT_SECRET` from the environment.
    ///
    /// # Errors
    ///
    /// One error that names every variable that is missing or malformed.
    pub fn from_env() -> ::core::result::Result<Self, ::spotify_flow::Error> {
        let mut env = ::spotify_flow::__macro::FromEnv::new("REDDIT");
        let client_id = env.field("client_id");
        let client_secret = env.field("client_secret");
        let app = match (client_id, client_secret) {
            (
                ::core::option::Option::Some(client_id),
                ::core::option::Option::Some(client_secret),
            ) => ::core::option::Option::Some(Self { client_id, client_secret }),
            _ => ::core::option::Option::None,
        };
        env.finish(app)
    }
}
/**The client of `Reader`: Client credentials at Reddit (reddit, client_credentials).

The app asks for a token of its own: it acts for no user, and sees what is public.

| property | | so |
|---|---|---|
| needs user consent | no | the app gets its token alone: `connect` |
| refreshable | no | there is no `refresh` |
| short-lived | no | a session outlives its tokens |
| user-scoped | no | the token acts for no user, and has no scopes |

# The machine

```text
● ready
│ Nothing has been asked for yet.
│
├─ request → authorized
│    posts a form to https://www.reddit.com/api/v1/access_token
│      grant_type     client_credentials
│      Authorization  is a header: Basic, of the app's id and its secret (secret)
│    of the answer
│      access_token   is the token (secret)
▼
◉ authorized
  The token is there.
```

<details><summary>The same as a Mermaid diagram</summary>

```mermaid
stateDiagram-v2
    [*] --> ready
    ready --> authorized: request (post)<br/>sends grant_type, Authorization (secret)
    authorized --> [*]
```

</details>

Sources: RFC 6749 section 4.4
*/
#[allow(dead_code, missing_debug_implementations, unreachable_pub, clippy::all)]
mod reader {
    use ::spotify_flow::__macro as rt;
    /// The flow's table.
    pub static FLOW: rt::FlowDef = rt::FlowDef {
        name: rt::Cow::Borrowed("client_credentials"),
        provider: rt::ProviderDef {
            name: rt::Cow::Borrowed("reddit"),
            title: rt::Cow::Borrowed("Reddit"),
            issuer: ::core::option::Option::None,
            api_origins: rt::Cow::Borrowed(
                &[
                    rt::OriginDef::At(
                        rt::Cow::Borrowed(
                            &[
                                rt::Part::Literal(
                                    rt::Cow::Borrowed("https://oauth.reddit.com"),
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
                    rt::RedirectKind::Localhost,
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
            refusals: rt::Cow::Borrowed(&[]),
            refresh_lifetime: ::core::option::Option::None,
        },
        properties: rt::Properties {
            needs_user_consent: false,
            refreshable: false,
            short_lived: false,
            user_scoped: false,
        },
        authentication: rt::Authentication::Basic,
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
            ],
        ),
        endpoints: rt::Cow::Borrowed(
            &[
                rt::EndpointDef {
                    name: rt::Cow::Borrowed("token"),
                    url: rt::Cow::Borrowed(
                        &[
                            rt::Part::Literal(
                                rt::Cow::Borrowed(
                                    "https://www.reddit.com/api/v1/access_token",
                                ),
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
                    name: rt::Cow::Borrowed("request"),
                    from: 0usize,
                    to: 1usize,
                    mint: rt::Cow::Borrowed(&[]),
                    action: rt::ActionDef::Post(rt::PostDef {
                        endpoint: 0usize,
                        form: rt::Cow::Borrowed(
                            &[
                                rt::ParameterDef {
                                    name: rt::Cow::Borrowed("grant_type"),
                                    value: rt::Cow::Borrowed(
                                        &[
                                            rt::Part::Literal(rt::Cow::Borrowed("client_credentials")),
                                        ],
                                    ),
                                },
                            ],
                        ),
                        bind: rt::Cow::Borrowed(&[]),
                        token: true,
                        token_in: ::core::option::Option::None,
                    }),
                    spends: false,
                },
            ],
        ),
        renew: ::core::option::Option::None,
        kept: rt::Cow::Borrowed(&[]),
        granted: ::core::option::Option::None,
        options: rt::Cow::Borrowed(&[]),
    };
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
        /**Posts a form to `https://www.reddit.com/api/v1/access_token` with
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
