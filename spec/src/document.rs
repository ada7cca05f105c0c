//! Files as written: every value with the place it stands at, no name looked up yet.

use crate::api::{AppToken, Method};
use crate::flow::{Authentication, Class, Generator, OptionKind, VariableKind, Within};
use crate::provider::{Expires, LifetimeFrom, Meaning, Pkce, RedirectKind, Rotation};
use crate::report::Waiver;
use crate::source::{Place, Spanned};

/// A text and its place.
pub(crate) type Text = Spanned<String>;

/// A file of any kind.
#[derive(Debug, Clone)]
pub(crate) enum Document {
    Flow(Box<FlowDocument>),
    Grant(Box<GrantDocument>),
    Provider(Box<ProviderDocument>),
    Api(Box<ApiDocument>),
}

/// A flow file.
#[derive(Debug, Clone)]
pub(crate) struct FlowDocument {
    pub(crate) name: Text,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// The provider's name; an inline provider needs none.
    pub(crate) provider: Option<Text>,
    pub(crate) grant: Text,
    pub(crate) deprecated: Option<DeprecationDocument>,
    pub(crate) properties: [Spanned<bool>; 4],
    pub(crate) authentication: Spanned<Authentication>,
    pub(crate) endpoints: Vec<(Text, Text)>,
    pub(crate) variables: Vec<VariableDocument>,
    pub(crate) options: Vec<OptionDocument>,
    pub(crate) adjustments: Vec<Adjustment>,
    /// Transitions whose token stands in a member of the answer.
    pub(crate) within: Vec<(Text, Text)>,
    pub(crate) inline_provider: Option<ProviderDocument>,
    pub(crate) inline_grant: Option<GrantDocument>,
    pub(crate) allow: Vec<Waiver>,
}

/// A value that the app brings.
#[derive(Debug, Clone)]
pub(crate) struct VariableDocument {
    pub(crate) name: Text,
    pub(crate) kind: VariableKind,
    /// The only values that it may have.
    pub(crate) values: Vec<ValueDocument>,
    pub(crate) pattern: Option<Text>,
    pub(crate) default: Option<Text>,
    pub(crate) optional: bool,
    pub(crate) summary: String,
}

/// A value that a variable may have.
#[derive(Debug, Clone)]
pub(crate) struct ValueDocument {
    /// What the app says.
    pub(crate) name: Text,
    /// What it stands for: nothing where it is its own name, one text, or several with names.
    pub(crate) texts: Vec<(Option<Text>, Text)>,
}

/// A parameter that the app may set.
#[derive(Debug, Clone)]
pub(crate) struct OptionDocument {
    pub(crate) name: Text,
    pub(crate) kind: OptionKind,
    /// `authorize.query`: a transition and its query or form.
    pub(crate) place_in: Text,
    pub(crate) summary: String,
}

/// A parameter that a flow adds to its grant, replaces or leaves out.
#[derive(Debug, Clone)]
pub(crate) struct Adjustment {
    /// The transition; `None` is `renew`.
    pub(crate) transition: Option<Text>,
    /// `redirect.query` or `post.form`.
    pub(crate) part: ParametersPart,
    pub(crate) name: Text,
    /// `None`: left out.
    pub(crate) value: Option<Text>,
}

/// Where parameters are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParametersPart {
    Query,
    Form,
}

impl ParametersPart {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Form => "form",
        }
    }
}

/// A grant file: a protocol's machine.
#[derive(Debug, Clone)]
pub(crate) struct GrantDocument {
    pub(crate) name: Text,
    pub(crate) sources: Vec<String>,
    pub(crate) initial: Option<Text>,
    pub(crate) states: Vec<StateDocument>,
    pub(crate) transitions: Vec<TransitionDocument>,
    pub(crate) renew: Option<PostDocument>,
    pub(crate) allow: Vec<Waiver>,
    pub(crate) place: Place,
}

/// A state as written.
#[derive(Debug, Clone)]
pub(crate) struct StateDocument {
    pub(crate) name: Text,
    pub(crate) summary: String,
    pub(crate) is_final: bool,
    pub(crate) shows: Vec<Text>,
}

/// A transition as written.
#[derive(Debug, Clone)]
pub(crate) struct TransitionDocument {
    pub(crate) name: Text,
    pub(crate) from: Text,
    pub(crate) to: Text,
    pub(crate) mint: Vec<(Text, Generator)>,
    pub(crate) action: ActionDocument,
}

/// The one thing that a transition does, as written.
#[derive(Debug, Clone)]
pub(crate) enum ActionDocument {
    Redirect(RedirectDocument),
    Callback(CallbackDocument),
    Post(PostDocument),
}

/// A redirect as written.
#[derive(Debug, Clone)]
pub(crate) struct RedirectDocument {
    pub(crate) endpoint: Text,
    pub(crate) query: Vec<(Text, Text)>,
}

/// A callback as written.
#[derive(Debug, Clone)]
pub(crate) struct CallbackDocument {
    pub(crate) within: Within,
    pub(crate) expect: Vec<(Text, Text)>,
    pub(crate) bind: Vec<BindDocument>,
    pub(crate) token: bool,
}

/// A post as written.
#[derive(Debug, Clone)]
pub(crate) struct PostDocument {
    pub(crate) endpoint: Text,
    pub(crate) form: Vec<(Text, Text)>,
    pub(crate) bind: Vec<BindDocument>,
    pub(crate) token: bool,
    pub(crate) place: Place,
}

/// A slot that a part of an answer is kept in.
#[derive(Debug, Clone)]
pub(crate) struct BindDocument {
    pub(crate) slot: Text,
    pub(crate) from: Text,
    pub(crate) class: Option<Class>,
    /// Whether the session keeps it: where that is said.
    pub(crate) keep: Option<Place>,
    /// Whether an answer may be without it.
    pub(crate) optional: bool,
    /// Whether it names the scopes that were granted: where that is said.
    pub(crate) scopes: Option<Place>,
}

/// A provider file.
#[derive(Debug, Clone)]
pub(crate) struct ProviderDocument {
    pub(crate) name: Text,
    pub(crate) title: String,
    pub(crate) env: Option<Text>,
    pub(crate) issuer: Option<Text>,
    /// What apps of its flows bring.
    pub(crate) variables: Vec<VariableDocument>,
    /// The registrable domains of its own servers, beside the authorization endpoint's.
    pub(crate) domains: Vec<Text>,
    /// Which clients it takes PKCE from.
    pub(crate) pkce: Option<Spanned<Pkce>>,
    /// The ways in which its clients authenticate.
    pub(crate) accepts: Vec<Spanned<Authentication>>,
    pub(crate) origins: Vec<Text>,
    /// The member of a token answer that names the API's origin.
    pub(crate) origin_from: Option<Text>,
    /// The headers of every call.
    pub(crate) headers: Vec<(Text, Text)>,
    /// What the path of every call begins with.
    pub(crate) path: Option<Text>,
    pub(crate) redirect: Vec<Spanned<RedirectKind>>,
    pub(crate) issued: Option<Spanned<IssuedDocument>>,
    pub(crate) rotation: Option<Spanned<Rotation>>,
    pub(crate) lifetime: Option<LifetimeDocument>,
    pub(crate) tokens: TokensDocument,
    pub(crate) limits: LimitsDocument,
    /// Answers of the API, each with what it means: `401 Missing scope`.
    pub(crate) refusals: Vec<(Meaning, Text)>,
    pub(crate) separator: Option<Text>,
    /// Whether scopes that are not listed may be asked for.
    pub(crate) open: Option<Spanned<bool>>,
    pub(crate) scopes: Vec<ScopeDocument>,
    pub(crate) groups: Vec<GroupDocument>,
    /// The API, where it stands in the same file.
    pub(crate) api: Option<ApiDocument>,
    /// The tables of facts that name no source.
    pub(crate) unsourced: Vec<Text>,
    pub(crate) allow: Vec<Waiver>,
}

/// What a provider's tokens are like, as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokensDocument {
    /// Whether they have no end.
    pub(crate) unlimited: bool,
    /// How long they live where an answer does not say, in seconds.
    pub(crate) lifetime: Option<Spanned<i64>>,
    /// How an answer says when they end.
    pub(crate) expires: Expires,
    /// Members of an answer that go by other names: OAuth's, and the path.
    pub(crate) members: Vec<(Text, Text)>,
    /// Types of a token beside `Bearer` that are sent in the same way.
    pub(crate) kinds: Vec<Text>,
    /// Whether they are asked for in JSON.
    pub(crate) json: bool,
    /// Whether an answer holds its scopes in an array.
    pub(crate) scope_array: bool,
    /// Error codes of the provider's own, or statuses and words, each with the code of OAuth that it
    /// means.
    pub(crate) errors: Vec<(Text, Text)>,
}

/// By what a provider's API counts calls, as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct LimitsDocument {
    /// Whether it counts those of each user.
    pub(crate) by_user: bool,
    /// The header that says when the limit ends.
    pub(crate) reset: Option<Text>,
}

/// When refresh tokens are issued, as written.
#[derive(Debug, Clone)]
pub(crate) enum IssuedDocument {
    Never,
    Always,
    When(Vec<(Text, Text)>),
    Scope(Text),
}

/// How long a refresh token lives, as written.
#[derive(Debug, Clone)]
pub(crate) struct LifetimeDocument {
    pub(crate) months: Option<Spanned<i64>>,
    pub(crate) days: Option<Spanned<i64>>,
    pub(crate) from: LifetimeFrom,
    pub(crate) place: Place,
}

/// A scope as written.
#[derive(Debug, Clone)]
pub(crate) struct ScopeDocument {
    pub(crate) name: Text,
    pub(crate) value: Text,
    pub(crate) summary: String,
    /// The scopes that it has in it.
    pub(crate) implies: Vec<Text>,
    pub(crate) deprecated: Option<DeprecationDocument>,
}

/// A group of scopes as written: any one of them will do.
#[derive(Debug, Clone)]
pub(crate) struct GroupDocument {
    pub(crate) name: Text,
    pub(crate) any: Vec<Text>,
    pub(crate) summary: String,
}

/// A provider's API as written.
#[derive(Debug, Clone)]
pub(crate) struct ApiDocument {
    /// The provider's name; in the provider's own file there is none.
    pub(crate) provider: Option<Text>,
    pub(crate) base: Option<Text>,
    /// Where an operation is described, with `{id}` for its id.
    pub(crate) source: String,
    pub(crate) operations: Vec<OperationDocument>,
    pub(crate) allow: Vec<Waiver>,
}

/// An operation as written.
#[derive(Debug, Clone)]
pub(crate) struct OperationDocument {
    pub(crate) name: Text,
    pub(crate) id: Option<Text>,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) method: Method,
    pub(crate) path: Text,
    /// The types of the path's parameters, where they are no strings.
    pub(crate) path_types: Vec<(Text, Text)>,
    pub(crate) query: Vec<(Text, Text)>,
    pub(crate) json: Vec<(Text, Text)>,
    pub(crate) body: Option<Text>,
    pub(crate) app_token: Spanned<AppToken>,
    pub(crate) scopes: Vec<Text>,
    pub(crate) optional_scopes: Vec<Text>,
    pub(crate) premium: bool,
    pub(crate) success: Vec<Spanned<i64>>,
    pub(crate) page: Option<Text>,
    pub(crate) deprecated: Option<DeprecationDocument>,
}

/// A deprecation as written.
#[derive(Debug, Clone)]
pub(crate) struct DeprecationDocument {
    pub(crate) since: Text,
    pub(crate) note: Text,
    pub(crate) instead: Option<Text>,
}
