//! A provider as resolved: an authorization server and its API.

use crate::flow::{Authentication, Deprecation, Parameter, Template};

/// An authorization server and its API: facts, each with a source in the spec file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name, a Rust identifier in `snake_case`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What the names of environment variables begin with (`SPOTIFY`).
    pub env: String,
    /// Its issuer identifier (RFC 9207), when it sends one.
    pub issuer: Option<Address>,
    /// The registrable domains of its own servers, beside the authorization endpoint's.
    pub domains: Vec<String>,
    /// Which clients it takes PKCE from.
    pub pkce: Pkce,
    /// The ways in which its clients authenticate; empty: nobody says.
    pub authentication: Vec<Authentication>,
    /// The origins that a token may be sent to.
    pub api_origins: Vec<ApiOrigin>,
    /// The member of a token answer that says at which of them the API is.
    pub api_origin_from: Option<String>,
    /// The headers of every call of the API, but for the token's.
    pub api_headers: Vec<Parameter>,
    /// The header that the token is sent in, where it is not `Authorization: Bearer`.
    pub api_token: Option<TokenHeader>,
    /// What the path of every call begins with.
    pub api_path: Option<Address>,
    /// The kinds of redirect URI that it accepts; empty: all that are safe.
    pub redirect: Vec<RedirectKind>,
    /// What it does with refresh tokens.
    pub refresh_tokens: RefreshTokens,
    /// What its tokens are like.
    pub tokens: Tokens,
    /// By what its API counts calls.
    pub limits: Limits,
    /// What answers of its API mean, where their status alone does not say it: those with words
    /// before those without.
    pub refusals: Vec<Refusal>,
    /// What separates scopes in a request.
    pub scope_separator: String,
    /// The scopes that it knows.
    pub scopes: Vec<Scope>,
    /// Whether scopes that are not listed may be asked for.
    pub open_scopes: bool,
    /// Groups of scopes of which any one will do.
    pub groups: Vec<ScopeGroup>,
}

impl Provider {
    /// The scopes that one has in it, those that these have in them included.
    #[must_use]
    pub fn implied<'a>(&'a self, scope: &'a Scope) -> Vec<&'a Scope> {
        let mut found: Vec<&Scope> = Vec::new();
        let mut open = vec![scope];
        while let Some(next) = open.pop() {
            let within = |it: &&Scope| next.implies.contains(&it.name) && it.name != scope.name;
            for new in self.scopes.iter().filter(within) {
                if !found.iter().any(|known| known.name == new.name) {
                    found.push(new);
                    open.push(new);
                }
            }
        }
        found
    }

    /// The texts in it that variables may stand in.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Template> {
        let headers = self.api_headers.iter().map(|header| &header.value);
        self.servers().chain(headers).chain(self.api_path.iter().map(|path| &path.url))
    }

    /// The addresses of its servers.
    pub(crate) fn servers(&self) -> impl Iterator<Item = &Template> {
        let origins = self.api_origins.iter().filter_map(|origin| match origin {
            ApiOrigin::At(address) => Some(address),
            ApiOrigin::Hosts(_) => None,
        });
        origins.chain(&self.issuer).map(|address| &address.url)
    }
}

/// Which clients a provider takes PKCE from (RFC 7636).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pkce {
    /// From all, as they should send it.
    All,
    /// From those without a secret alone.
    PublicClients,
    /// From none.
    None,
}

impl Pkce {
    /// All of them, by the words for them in a spec file.
    pub const ALL: [(&'static str, Self); 3] =
        [("all", Self::All), ("public_clients", Self::PublicClients), ("none", Self::None)];
}

/// An origin that a token may be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiOrigin {
    /// A known one, with variables where there are some: `https://{shop}.example.com`.
    At(Address),
    /// Any host that ends so, over https: `.my.salesforce.com`. A token answer names it.
    Hosts(String),
}

/// The address of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As the file has it.
    pub written: String,
    /// The same, with the variables looked up.
    pub url: Template,
}

/// The header that a token is sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHeader {
    /// Its name.
    pub name: String,
    /// What stands before the token: a scheme and a space, or nothing.
    pub before: String,
}

/// A kind of redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectKind {
    /// `https://...`
    Https,
    /// `http://127.0.0.1:port/...` or `http://[::1]:port/...`
    LoopbackIp,
    /// `http://localhost:port/...`
    Localhost,
    /// `com.example.app:/...` (RFC 8252 section 7.1).
    PrivateScheme,
}

impl RedirectKind {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Https, Self::LoopbackIp, Self::Localhost, Self::PrivateScheme];

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::LoopbackIp => "loopback_ip",
            Self::Localhost => "localhost",
            Self::PrivateScheme => "private_scheme",
        }
    }
}

/// What a provider's tokens are like, where they are not as RFC 6749 has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Whether access tokens have no end: their answers say no `expires_in`, and nobody needs to
    /// replace them.
    pub unlimited: bool,
    /// How long they live where an answer does not say, in seconds.
    pub lifetime: Option<u32>,
    /// How an answer says when they end.
    pub expires: Expires,
    /// Members of an answer that go by other names, each with its path: (`access_token`,
    /// `data.token`).
    pub members: Vec<(String, String)>,
    /// Values of `token_type` beside `Bearer` whose tokens are sent in the same way.
    pub kinds: Vec<String>,
    /// Whether tokens are asked for in JSON instead of a form.
    pub json: bool,
    /// Whether an answer may hold its scopes in an array instead of a text.
    pub scope_array: bool,
    /// Error answers of the provider's own, each with the code of RFC 6749 that it means: those with
    /// words before those without.
    pub errors: Vec<TokenError>,
}

/// How an answer says when its token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expires {
    /// In so many seconds (RFC 6749 section 5.1).
    #[default]
    Seconds,
    /// In so many milliseconds.
    Milliseconds,
    /// At this moment: a date, or a number of seconds or milliseconds since 1970.
    Moment,
}

impl Expires {
    /// All of them, by the words for them in a spec file.
    pub const ALL: [(&'static str, Self); 3] = [
        ("seconds", Self::Seconds),
        ("milliseconds", Self::Milliseconds),
        ("moment", Self::Moment),
    ];

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Moment => "moment",
        }
    }
}

/// An error answer of a token endpoint that means a code of OAuth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenError {
    /// Its status; `None` where its code tells, whatever the status.
    pub status: Option<u16>,
    /// Its code; where there is a status, what its words hold, or empty: whatever they are.
    pub says: String,
    /// The code of RFC 6749 that it means.
    pub means: String,
}

/// By what a provider's API counts calls, and how it says until when there may be no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Whether it counts those of each user, instead of those of the client.
    pub by_user: bool,
    /// The header that says when the limit ends, in seconds since 1970.
    pub reset: Option<String>,
}

/// An answer of an API that means something else than its status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its status.
    pub status: u16,
    /// What its words hold; empty: whatever they are.
    pub says: String,
    /// What it means.
    pub means: Meaning,
}

/// What a refusal means to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The token has ended: a new one may help.
    Ended,
    /// The token lacks a scope: a new one would lack it, too.
    Scope,
    /// There were too many calls: time helps.
    Limited,
}

impl Meaning {
    /// All of them, by the words for them in a spec file.
    pub const ALL: [(&'static str, Self); 3] =
        [("ended", Self::Ended), ("scope", Self::Scope), ("limited", Self::Limited)];

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Scope => "scope",
            Self::Limited => "limited",
        }
    }
}

/// What a provider does with refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshTokens {
    /// When it issues them.
    pub issued: Issued,
    /// Whether an answer brings a new one.
    pub rotation: Rotation,
    /// How long they live; `None` when that is not known.
    pub lifetime: Option<RefreshLifetime>,
}

/// When a provider issues refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issued {
    /// Never.
    Never,
    /// With every grant that a user took part in.
    Always,
    /// When a request carries parameters: (`authorize.query.access_type`, `offline`).
    When(Vec<(String, String)>),
    /// When a scope is asked for (`offline_access`).
    Scope(String),
}

/// Whether an answer to a refresh brings a new refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// Never: the first one stays.
    Never,
    /// Sometimes: an answer without one keeps the old one.
    Optional,
    /// Always.
    Always,
}

impl Rotation {
    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Optional => "optional",
            Self::Always => "always",
        }
    }
}

/// How long a refresh token lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshLifetime {
    /// Calendar months.
    pub months: u32,
    /// Days, on top of the months.
    pub days: u32,
    /// What the time counts from.
    pub from: LifetimeFrom,
}

/// What the lifetime of a refresh token counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifetimeFrom {
    /// The user's consent: refreshing does not extend it.
    Authorization,
    /// The last use.
    Use,
}

/// A permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Its name in Rust (`user_read_email`).
    pub name: String,
    /// Its name for the server (`user-read-email`).
    pub value: String,
    /// What it grants.
    pub summary: String,
    /// The names of the scopes that it has in it.
    pub implies: Vec<String>,
    /// Set where the provider has ended it or will.
    pub deprecated: Option<Deprecation>,
}

/// Scopes of which any one will do for an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeGroup {
    /// Its name, in the same style and from the same names as those of scopes.
    pub name: String,
    /// The names of its scopes.
    pub any: Vec<String>,
    /// What decides which one is needed.
    pub summary: String,
}
