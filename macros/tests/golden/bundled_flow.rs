///The flows of Spotify, as tables. The attribute of a struct names one.
#[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub)]
pub mod flow {
    use ::spotify_flow::__macro as rt;
    /**Client credentials at Spotify.

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
│    posts a form to https://accounts.spotify.com/api/token
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
    pub static CLIENT_CREDENTIALS: rt::FlowDef = rt::FlowDef {
        name: rt::Cow::Borrowed("client_credentials"),
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
}
