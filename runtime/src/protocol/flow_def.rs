//! The table that the engine runs: a flow, resolved and checked, as plain data.
//!
//! The macro writes it as a constant; loading a file at run time makes an owned one. One engine,
//! two front doors. You never write one by hand.

use std::borrow::Cow;

/// A text that is either written into the program or owned.
pub type Text = Cow<'static, str>;

/// A list that is either written into the program or owned.
pub type List<T> = Cow<'static, [T]>;

/// A flow as the engine runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowDef {
    /// The flow's name (`authorization_code_pkce`).
    pub name: Text,
    /// The provider.
    pub provider: ProviderDef,
    /// The four properties.
    pub properties: Properties,
    /// How the client authenticates at the token endpoint.
    pub authentication: Authentication,
    /// Every value that an attempt can carry. Slots are named by their index here.
    pub slots: List<SlotDef>,
    /// The endpoints, named by their index.
    pub endpoints: List<EndpointDef>,
    /// The states, named by their index.
    pub states: List<StateDef>,
    /// The index of the first state.
    pub initial: usize,
    /// The transitions, named by their index.
    pub transitions: List<TransitionDef>,
    /// How a session gets a new access token.
    pub renew: Option<PostDef>,
    /// What a session keeps beside its token.
    pub kept: List<KeptDef>,
    /// The slot that names the scopes that were granted, where the token's answer does not.
    pub granted: Option<usize>,
    /// The parameters that the app may set.
    pub options: List<OptionDef>,
}

/// A value of a callback or an answer that stays with the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptDef {
    /// The slot, whose name it goes by.
    pub slot: usize,
    /// Whether a login may end without it.
    pub optional: bool,
}

/// What the engine needs to know about a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderDef {
    /// Its name (`spotify`).
    pub name: Text,
    /// Its name for people (`Spotify`).
    pub title: Text,
    /// Its issuer identifier (RFC 9207), when it sends one; variables may stand in it.
    pub issuer: Option<List<Part>>,
    /// The origins that a token may be sent to.
    pub api_origins: List<OriginDef>,
    /// The member of a token answer that says at which of them the API is.
    pub api_origin_from: Option<Text>,
    /// The headers of every call of the API, but for the token's.
    pub api_headers: List<ParameterDef>,
    /// The header that the token is sent in, where it is not `Authorization: Bearer`.
    pub api_token: Option<TokenHeaderDef>,
    /// What the path of every call begins with, most often nothing.
    pub api_path: List<Part>,
    /// The kinds of redirect URI that it accepts; empty: all that are safe.
    pub redirect: List<RedirectKind>,
    /// What separates scopes in a request.
    pub scope_separator: Text,
    /// Scopes that have others in them, each with all that it has.
    pub implied_scopes: List<(Text, List<Text>)>,
    /// Values of `token_type` beside `Bearer` whose tokens are sent in the same way.
    pub token_kinds: List<Text>,
    /// Whether tokens are asked for in JSON instead of a form.
    pub json: bool,
    /// Whether an answer may hold its scopes in an array instead of a text.
    pub scope_array: bool,
    /// Error answers of its own, each with the code of RFC 6749 that it means; the first that fits
    /// counts.
    pub errors: List<ErrorDef>,
    /// How long a token lives where its answer does not say, in seconds.
    pub token_lifetime: Option<u32>,
    /// How an answer says when its token ends.
    pub expires: Expires,
    /// Members of an answer that stand elsewhere: what OAuth calls them, and the path.
    pub members: List<(Text, Text)>,
    /// Whether its API counts the calls of each user, instead of those of the client.
    pub limit_by_user: bool,
    /// The header that says when a limit of its API ends, in seconds since 1970.
    pub limit_reset: Option<Text>,
    /// What answers of its API mean, where their status does not say it; the first that fits counts.
    pub refusals: List<RefusalDef>,
    /// How long a refresh token lives, where that is known.
    pub refresh_lifetime: Option<RefreshLifetime>,
}

/// An error answer of a token endpoint that means a code of OAuth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorDef {
    /// Its status; `None` where its code tells, whatever the status.
    pub status: Option<u16>,
    /// Its code; where there is a status, what its words hold, or empty: whatever they are.
    pub says: Text,
    /// The code of RFC 6749 that it means.
    pub means: Text,
}

/// How an answer says when its token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expires {
    /// In so many seconds (RFC 6749 section 5.1).
    Seconds,
    /// In so many milliseconds.
    Milliseconds,
    /// At this moment: a date, or a number of seconds or milliseconds since 1970.
    Moment,
}

/// An answer of an API that means something else than its status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalDef {
    /// Its status.
    pub status: u16,
    /// What its words hold, or its code is; empty: whatever they are.
    pub says: Text,
    /// What it means.
    pub means: Meaning,
}

/// What a refusal means to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The token has ended: a new one may help.
    Ended,
    /// The token lacks a scope: a new one would lack it, too.
    Scope,
    /// There were too many calls: time helps.
    Limited,
}

/// An origin that a token may be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginDef {
    /// A known one, with variables where there are some.
    At(List<Part>),
    /// Any host that ends so, over https; a token answer names it.
    Hosts(Text),
}

/// The header that a token is sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHeaderDef {
    /// Its name.
    pub name: Text,
    /// What stands before the token.
    pub before: Text,
}

/// A kind of redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RedirectKind {
    /// `https://...`
    Https,
    /// `http://127.0.0.1:port/...` or `http://[::1]:port/...`
    LoopbackIp,
    /// `http://localhost:port/...`
    Localhost,
    /// `com.example.app:/...` (RFC 8252 section 7.1)
    PrivateScheme,
}

/// How long a refresh token lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshLifetime {
    /// Calendar months.
    pub months: u32,
    /// Days, on top of the months.
    pub days: u32,
    /// Whether the time counts from the last use instead of the user's consent.
    pub from_use: bool,
}

/// The four properties of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Properties {
    /// A user must agree before there is a token.
    pub needs_user_consent: bool,
    /// A session gets new access tokens without the user.
    pub refreshable: bool,
    /// Once the token expires, nothing replaces it without the user.
    pub short_lived: bool,
    /// The token acts for a user.
    pub user_scoped: bool,
}

/// How the client authenticates at the token endpoint (RFC 6749 section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// `client_id` in the form, no secret.
    None,
    /// HTTP Basic, id and secret form-encoded first.
    Basic,
    /// HTTP Basic, id and secret as they are.
    BasicRaw,
    /// `client_id` and `client_secret` in the form.
    Body,
}

/// A value that an attempt can carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotDef {
    /// Its name.
    pub name: Text,
    /// Whether it must not be seen.
    pub secret: bool,
    /// Whether the app brings it: such a value is not part of a suspended attempt.
    pub from_app: bool,
    /// The variable that it stands for, where it is one of the flow's own.
    pub variable: Option<VariableDef>,
}

/// A value that an app brings beside its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableDef {
    /// Its name. A slot that stands for one of the texts of a value has a name of its own.
    pub name: Text,
    /// What it may be.
    pub kind: VariableKind,
    /// What it is where the app brings none.
    pub default: Option<Text>,
    /// The only values that it may have, where the provider lists them, each with what the slot is
    /// then.
    pub values: List<(Text, Text)>,
    /// How its text must look.
    pub pattern: Option<PatternDef>,
}

/// What a variable may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// One label of a host name or one segment of a path.
    Label,
    /// Labels of a host name with dots between them.
    Host,
    /// A scheme, host and port.
    Origin,
    /// An origin with a path.
    Url,
    /// Any text.
    String,
    /// A text that must not be seen.
    Secret,
    /// One of the values that are listed.
    Values,
}

/// How the text of a variable must look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternDef {
    /// As the spec file has it.
    pub written: Text,
    /// Its pieces, in order: each a class of characters, and how many of them there are, at least and
    /// at most.
    pub pieces: List<PieceDef>,
}

/// Characters of one class that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceDef {
    /// The class: the first and the last of each range.
    pub ranges: List<(char, char)>,
    /// How many there are at least.
    pub least: u32,
    /// How many there are at most.
    pub most: u32,
}

/// A server's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointDef {
    /// Its name.
    pub name: Text,
    /// Its URL.
    pub url: List<Part>,
}

/// A place in the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateDef {
    /// Its name.
    pub name: Text,
    /// Whether the attempt ends here, with a token.
    pub is_final: bool,
    /// The slots that an attempt carries here, apart from what the app brings.
    pub keeps: List<usize>,
    /// The slots that it carries here where they are set.
    pub perhaps: List<usize>,
}

/// A step between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionDef {
    /// Its name.
    pub name: Text,
    /// The index of the state it leaves.
    pub from: usize,
    /// The index of the state it enters.
    pub to: usize,
    /// The slots that get 256 fresh random bits first, base64url.
    pub mint: List<usize>,
    /// The one thing it does.
    pub action: ActionDef,
    /// Whether it spends a one-time value, so that a failure ends the attempt.
    pub spends: bool,
}

/// The one thing that a transition does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionDef {
    /// Build the URL that the user's browser is sent to.
    Redirect {
        /// The index of the endpoint.
        endpoint: usize,
        /// The query, in order.
        query: List<ParameterDef>,
        /// The slot that gets the URL.
        url: usize,
    },
    /// Read what came back through the browser.
    Callback {
        /// Whether the parameters stand in the fragment instead of the query.
        fragment: bool,
        /// Parameters that must equal a slot.
        expect: List<BindingDef>,
        /// Parameters that are kept in a slot.
        bind: List<BindingDef>,
        /// Whether the parameters are a token answer.
        token: bool,
    },
    /// Ask the server directly.
    Post(PostDef),
}

/// A request to the server, through the back channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDef {
    /// The index of the endpoint.
    pub endpoint: usize,
    /// The form, in order, without the client's credentials.
    pub form: List<ParameterDef>,
    /// Members of the answer that are kept in a slot.
    pub bind: List<BindingDef>,
    /// Whether the answer is a token answer.
    pub token: bool,
    /// The member of the answer that the token answer is, where it is not the whole.
    pub token_in: Option<Text>,
}

/// A parameter of an answer and the slot it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingDef {
    /// The parameter's name.
    pub parameter: Text,
    /// The slot.
    pub slot: usize,
    /// Whether the answer may be without it.
    pub optional: bool,
}

/// A parameter of a query or a form. It is left out when its value comes out empty because an
/// optional slot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterDef {
    /// Its name.
    pub name: Text,
    /// Its value.
    pub value: List<Part>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Literal(Text),
    /// A slot's value, which must be there.
    Slot(usize),
    /// A slot's value, if there is one.
    Optional(usize),
    /// The base64url SHA-256 of a slot's value (RFC 7636 section 4.2).
    S256(usize),
}

/// A parameter that the app may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDef {
    /// Its name.
    pub name: Text,
    /// The slot that carries it.
    pub slot: usize,
}

impl RedirectKind {
    /// What to write instead, where a provider takes only these kinds.
    pub(crate) fn instead(self, allowed: &[Self]) -> String {
        if self == Self::Localhost && allowed.contains(&Self::LoopbackIp) {
            return "write `http://127.0.0.1:PORT` instead of `localhost`".to_owned();
        }
        let form = |kind: &Self| match kind {
            Self::Https => "https",
            Self::LoopbackIp => "`http://127.0.0.1:PORT/...`",
            Self::Localhost => "`http://localhost:PORT/...`",
            Self::PrivateScheme => "a private scheme (`com.example.app:/...`)",
        };
        let forms: Vec<&str> = allowed.iter().map(form).collect();
        format!("it takes {}", forms.join(", "))
    }
}
