//! A provider's API as resolved: its operations, and who may call each.

use crate::flow::Deprecation;
use crate::provider::Provider;

/// A provider's API that was checked: every scope is the provider's, every parameter has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// The provider whose API it is.
    pub provider: Provider,
    /// What every path begins with: `/v1`.
    pub base: String,
    /// The operations, in the order of the file.
    pub operations: Vec<Operation>,
}

impl Api {
    /// The operation that is called so: by its name here (`get_album`), or by the provider's id for
    /// it (`get-an-album`), whatever dashes it is written with.
    #[must_use]
    pub fn operation(&self, called: &str) -> Option<&Operation> {
        let called = called.replace('-', "_");
        let by_name = self.operations.iter().find(|it| it.name == called);
        by_name.or_else(|| self.operations.iter().find(|it| it.id.replace('-', "_") == called))
    }

    /// The scopes that satisfy a need, by their names: one, or any one of a group.
    #[must_use]
    pub fn choices<'a>(&'a self, need: &'a str) -> Vec<&'a str> {
        let group = self.provider.groups.iter().find(|group| group.name == need);
        group.map_or_else(|| vec![need], |it| it.any.iter().map(String::as_str).collect())
    }
}

/// One call that an API answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its name in Rust, in `snake_case`: `get_album` becomes the type `GetAlbum`.
    pub name: String,
    /// The provider's own name for it.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// What is worth knowing about it.
    pub summary: String,
    /// The page of the provider that describes it.
    pub source: String,
    /// The method of its request.
    pub method: Method,
    /// The path after the base, with `{name}` for a parameter.
    pub path: String,
    /// The parameters of the path, in its order.
    pub path_parameters: Vec<Parameter>,
    /// The parameters of the query.
    pub query: Vec<Parameter>,
    /// What is sent beside them.
    pub body: Body,
    /// Whether the app's own token may call it.
    pub app_token: AppToken,
    /// What must have been asked for: all of these, each a scope or a group of the provider.
    pub scopes: Vec<String>,
    /// Scopes that add to the answer.
    pub optional_scopes: Vec<String>,
    /// Whether the user must be a paying one.
    pub premium: bool,
    /// The statuses of a success.
    pub success: Vec<u16>,
    /// Where in the answer its page is: empty for the answer itself, else a member of it.
    pub page: Option<String>,
    /// Set where the provider has ended it or will.
    pub deprecated: Option<Deprecation>,
}

impl Operation {
    /// Whether only a user's token may call it.
    #[must_use]
    pub fn acts_for_user(&self) -> bool {
        self.app_token == AppToken::No
    }

    /// All parameters, in the order in which Rust takes them.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let members = match &self.body {
            Body::Json(members) => members.as_slice(),
            Body::None | Body::Raw(_) => &[],
        };
        self.path_parameters.iter().chain(&self.query).chain(members)
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Adds.
    Post,
    /// Sets.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// All of them, by the key that names each in a spec file.
    pub const ALL: [(&'static str, Self); 5] = [
        ("get", Self::Get),
        ("post", Self::Post),
        ("put", Self::Put),
        ("patch", Self::Patch),
        ("delete", Self::Delete),
    ];

    /// As HTTP writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Whether the app's own token may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppToken {
    /// It may.
    Works,
    /// Sources contradict one another; trying it does no harm.
    Doubtful,
    /// It may not: the operation is about a user.
    No,
}

impl AppToken {
    /// All of them, by the words for them in a spec file.
    pub const ALL: [(&'static str, Self); 3] =
        [("works", Self::Works), ("doubtful", Self::Doubtful), ("no", Self::No)];
}

/// What an operation sends beside its path and query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A JSON object of these members; nothing where none is set.
    Json(Vec<Parameter>),
    /// Bytes of this media type.
    Raw(String),
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name for the API.
    pub name: String,
    /// Its name in Rust: the same, unless two places have a parameter of that name.
    pub rust_name: String,
    /// What it may hold.
    pub kind: ParameterKind,
    /// Whether it holds any number of them.
    pub list: bool,
    /// Whether it must be there.
    pub required: bool,
}

/// What a parameter may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// JSON of any form; in a body alone.
    Object,
    /// One of these words.
    Words(Vec<String>),
}
