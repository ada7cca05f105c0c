//! The four properties of a flow.

/// What a flow is. Each property is a claim that is proved, or a restriction that takes something
/// away; none is decoration.
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

/// One of the four properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Property {
    /// [`Properties::needs_user_consent`].
    NeedsUserConsent,
    /// [`Properties::refreshable`].
    Refreshable,
    /// [`Properties::short_lived`].
    ShortLived,
    /// [`Properties::user_scoped`].
    UserScoped,
}

impl Property {
    /// All four, in the order of every table.
    pub const ALL: [Self; 4] =
        [Self::NeedsUserConsent, Self::Refreshable, Self::ShortLived, Self::UserScoped];

    /// The key in a spec file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NeedsUserConsent => "needs_user_consent",
            Self::Refreshable => "refreshable",
            Self::ShortLived => "short_lived",
            Self::UserScoped => "user_scoped",
        }
    }

    /// The words for it in a table.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::NeedsUserConsent => "needs user consent",
            Self::Refreshable => "refreshable",
            Self::ShortLived => "short-lived",
            Self::UserScoped => "user-scoped",
        }
    }
}

impl Properties {
    /// The value of one of the four.
    #[must_use]
    pub fn get(&self, property: Property) -> bool {
        match property {
            Property::NeedsUserConsent => self.needs_user_consent,
            Property::Refreshable => self.refreshable,
            Property::ShortLived => self.short_lived,
            Property::UserScoped => self.user_scoped,
        }
    }
}
