//! A renewal's answer joined with the token that was there.

use std::time::SystemTime;

use super::answer::end;
use super::{AccessToken, Token, TokenAnswer};

impl Token {
    /// The one place that decides what stays of a token when it is renewed.
    ///
    /// A new refresh token replaces the old one (RFC 6749 section 6); an answer without one, or
    /// with an empty one, keeps it. Scopes stay unless the answer names others. The date of consent
    /// never changes.
    pub(crate) fn renewed(&self, answer: TokenAnswer, now: SystemTime) -> Self {
        Self {
            access: Some(AccessToken::new(answer.access_token, end(now, answer.expires_in))),
            refresh: answer.refresh_token.or_else(|| self.refresh.clone()),
            scopes: answer.scopes.or_else(|| self.scopes.clone()),
            authorized_at: self.authorized_at,
        }
    }
}
