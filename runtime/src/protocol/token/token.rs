//! A token, and what came with it.

use std::fmt;
use std::time::SystemTime;

use super::{AccessToken, KeptMembers};
use crate::protocol::values::Secret;

/// A token as a flow got it, or as a session last renewed it: the access token, the refresh token
/// if there is one, the scopes, and the date of the user's consent.
///
/// Its secrets are not shown by `Debug`, and wiped from memory when the last copy is dropped.
#[derive(Clone, Default)]
pub struct Token {
    pub(crate) access: Option<AccessToken>,
    pub(crate) refresh: Option<Secret>,
    /// Those that the token has now, as far as the server said.
    pub(crate) scopes: Option<Vec<String>>,
    /// Those that were granted, which a renewal may ask less of: an answer that names none means them.
    pub(crate) granted: Option<Vec<String>>,
    /// Where the API is, when the server said so.
    pub(crate) api_origin: Option<String>,
    pub(crate) authorized_at: Option<SystemTime>,
    /// The options that an app without users set, by their names: it is asked for with them again.
    pub(crate) asked: Vec<(String, String)>,
    pub(crate) kept: KeptMembers,
}

impl Token {
    /// A token to begin with when all there is is a refresh token, from another program or an older
    /// login. The session gets an access token the first time it is asked for one.
    ///
    /// `authorized_at` is when the user agreed, if that is known: some providers end a refresh token
    /// some time after.
    ///
    /// ```
    /// let token = spotify_flow::Token::from_refresh_token("AQBv...", None);
    /// assert!(token.access_token().is_none() && token.has_refresh_token());
    /// ```
    pub fn from_refresh_token(
        refresh_token: impl Into<String>,
        authorized_at: Option<SystemTime>,
    ) -> Self {
        let refresh = Some(Secret::new(refresh_token));
        Self { refresh, authorized_at, ..Self::default() }
    }

    /// The access token; `None` when the session has yet to get one.
    #[must_use]
    pub fn access_token(&self) -> Option<&AccessToken> {
        self.access.as_ref()
    }

    /// The refresh token itself, to be kept where secrets are kept.
    #[must_use]
    pub fn expose_refresh_token(&self) -> Option<&str> {
        self.refresh.as_ref().map(Secret::expose)
    }

    /// Whether there is a refresh token.
    #[must_use]
    pub fn has_refresh_token(&self) -> bool {
        self.refresh.is_some()
    }

    /// The scopes that the server says it granted; `None` when it did not say, which means: those
    /// asked for (RFC 6749 section 5.1).
    #[must_use]
    pub fn scopes(&self) -> Option<&[String]> {
        self.scopes.as_deref()
    }

    /// The origin of the API, where the server says it (Salesforce's `instance_url`).
    #[must_use]
    pub fn api_origin(&self) -> Option<&str> {
        self.api_origin.as_deref()
    }

    /// What stays with it of the callback and the answers: the company, the workspace, whatever the
    /// flow's file binds with `keep = true`.
    #[must_use]
    pub fn kept(&self) -> &KeptMembers {
        &self.kept
    }

    /// The same with a member that is kept, for who comes from another program with what that knew.
    ///
    /// ```
    /// let token = spotify_flow::Token::from_refresh_token("AB11...", None).keeping("realm_id", "1234");
    /// assert_eq!(token.kept().get("realm_id"), Some("1234"));
    /// ```
    #[must_use]
    pub fn keeping(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.kept.insert(name.into().into(), value);
        self
    }

    /// When the user agreed: the moment of the first token, which no renewal changes.
    #[must_use]
    pub fn authorized_at(&self) -> Option<SystemTime> {
        self.authorized_at
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("access", &self.access)
            .field("refresh", &self.refresh)
            .field("scopes", &self.scopes)
            .field("authorized_at", &self.authorized_at)
            .field("kept", &self.kept)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_where_its_api_is_where_the_server_said_so() {
        let origin = "https://eu.api.example";
        let token = Token { api_origin: Some(origin.to_owned()), ..Token::default() };
        assert_eq!(token.api_origin(), Some(origin));
        assert_eq!(Token::default().api_origin(), None);
    }

    #[test]
    fn a_token_shows_its_times_and_scopes_and_no_secret() {
        let token = Token {
            access: Some(AccessToken::new(Secret::new("the-access-token"), None, None)),
            refresh: Some(Secret::new("the-refresh-token")),
            scopes: Some(vec!["a-scope".to_owned()]),
            ..Token::default()
        };
        let shown = format!("{token:?}");
        let access = "AccessToken { secret: [redacted], expires_at: None }";
        let expected = format!(
            "Token {{ access: Some({access}), refresh: Some([redacted]), \
             scopes: Some([\"a-scope\"]), authorized_at: None, kept: {{}} }}"
        );
        assert_eq!(shown, expected);
    }
}
