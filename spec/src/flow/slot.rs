//! The values that an attempt carries.

/// The index of a slot in [`Flow::slots`](super::Flow::slots).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub usize);

/// A value that an attempt carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its name in templates.
    pub name: String,
    /// How carefully it must be handled.
    pub class: Class,
    /// Where it comes from.
    pub source: Source,
}

/// How carefully a value must be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Anybody may see it.
    Public,
    /// It says something about a person.
    Personal,
    /// A secret that is good for one use (`code`, `code_verifier`).
    OneTime,
    /// A secret that ends by itself (an access token).
    Secret,
    /// A secret that lives for long (`client_secret`, a refresh token).
    LongSecret,
}

impl Class {
    /// Whether the value must not be seen.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Self::OneTime | Self::Secret | Self::LongSecret)
    }

    /// The word for it in a spec file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Personal => "personal",
            Self::OneTime => "one_time",
            Self::Secret => "secret",
            Self::LongSecret => "long_secret",
        }
    }
}

/// Where a slot's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The app brings it (`client_id`, `redirect_uri`, `scope`, a variable).
    App,
    /// The app may set it, once per attempt.
    Option,
    /// The system's random numbers.
    Random,
    /// The server, through the user's browser.
    FrontChannel,
    /// The server, in an answer to a request of ours.
    BackChannel,
    /// The engine builds it (`authorize_url`).
    Engine,
    /// A token answer, kept by the session (`refresh_token`).
    Token,
}
