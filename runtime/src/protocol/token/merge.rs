//! A renewal's answer joined with the token that was there.

use std::time::SystemTime;

use super::answer::access;
use super::{KeptMembers, Token, TokenAnswer};
use crate::protocol::values::Secret;

impl Token {
    /// The one place that decides what stays of a token when it is renewed.
    ///
    /// A new refresh token replaces the old one (RFC 6749 section 6); an answer without one, or
    /// with an empty one, keeps it. Scopes are those that the answer names, and where it names none
    /// those that were granted (RFC 6749 sections 5.1 and 6). The date of consent never changes.
    pub(crate) fn renewed(&self, answer: TokenAnswer, now: SystemTime) -> Self {
        let granted = self.granted_since(answer.scopes.as_deref());
        Self {
            access: Some(access(answer.access_token, answer.expires_in, now)),
            refresh: answer.refresh_token.or_else(|| self.refresh.clone()),
            scopes: answer.scopes.or_else(|| granted.clone()),
            granted,
            api_origin: answer.api_origin.or_else(|| self.api_origin.clone()),
            authorized_at: self.authorized_at,
            asked: self.asked.clone(),
            kept: self.kept.clone(),
        }
    }

    /// What was granted, as something else than the answer with the token said.
    pub(crate) fn grant(&mut self, scopes: Vec<String>) {
        self.granted = Some(scopes.clone());
        self.scopes = Some(scopes);
    }

    /// The same with what an answer brought to keep; what it left out stays.
    pub(crate) fn keeping_over(self, kept: &KeptMembers) -> Self {
        Self { kept: kept.over(&self.kept), ..self }
    }

    /// What is granted, as far as it is known, after an answer that names these scopes. Fewer are less
    /// than was granted; one that is new was granted since. Who begins with a refresh token alone learns
    /// what was granted from the first answer that says so; a login that did not say granted what was
    /// asked for.
    fn granted_since(&self, named: Option<&[String]>) -> Option<Vec<String>> {
        let named = named.unwrap_or_default();
        match &self.granted {
            Some(granted) => {
                let new = named.iter().filter(|scope| !granted.contains(scope));
                Some(granted.iter().chain(new).cloned().collect())
            }
            None if self.access.is_none() && !named.is_empty() => Some(named.to_vec()),
            None => None,
        }
    }

    /// The same with another refresh token, which came with nothing that can be used.
    pub(crate) fn with_refresh_token(&self, refresh_token: Secret) -> Self {
        Self { refresh: Some(refresh_token), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn old() -> Token {
        let scopes = Some(vec!["old".to_owned()]);
        Token {
            granted: scopes.clone(),
            scopes,
            ..Token::from_refresh_token("old-refresh", Some(UNIX_EPOCH))
        }
    }

    fn answer(refresh_token: Option<&str>, scope: Option<&str>) -> TokenAnswer {
        TokenAnswer {
            access_token: Secret::new("new-access"),
            expires_in: Some(Duration::from_secs(10)),
            refresh_token: refresh_token.map(Secret::new),
            scopes: scope.map(|scope| vec![scope.to_owned()]),
            api_origin: None,
        }
    }

    #[test]
    fn what_an_answer_leaves_out_stays() {
        let renewed = old().renewed(answer(None, None), UNIX_EPOCH);
        assert_eq!(renewed.expose_refresh_token(), Some("old-refresh"));
        assert_eq!(renewed.scopes(), Some(["old".to_owned()].as_slice()));
    }

    #[test]
    fn what_an_answer_brings_takes_the_place_of_the_old() {
        let renewed = old().renewed(answer(Some("new-refresh"), Some("new")), UNIX_EPOCH);
        assert_eq!(renewed.access_token().unwrap().expose(), "new-access");
        assert_eq!(renewed.expose_refresh_token(), Some("new-refresh"));
        assert_eq!(renewed.scopes(), Some(["new".to_owned()].as_slice()));
    }

    #[test]
    fn who_begins_with_a_refresh_token_learns_what_was_granted_from_the_first_answer_that_says_so()
    {
        let named = |scope: &str| Some(vec![scope.to_owned()]);
        let begun = Token::from_refresh_token("r", None);
        let first = begun.renewed(answer(None, Some("a")), UNIX_EPOCH);
        assert_eq!((&first.scopes, &first.granted), (&named("a"), &named("a")));
        let second = first.renewed(answer(None, None), UNIX_EPOCH);
        assert_eq!((&second.scopes, &second.granted), (&named("a"), &named("a")));
        // A login that did not say granted what was asked for, which is not known here.
        let silent = begun.renewed(answer(None, None), UNIX_EPOCH);
        assert_eq!((&silent.scopes, &silent.granted), (&None, &None));
        let later = silent.renewed(answer(None, Some("a")), UNIX_EPOCH);
        assert_eq!((&later.scopes, &later.granted), (&named("a"), &None));
    }

    #[test]
    fn a_renewed_token_lives_from_now_on_and_the_consent_is_as_old_as_before() {
        let now = UNIX_EPOCH + Duration::from_secs(90);
        let renewed = old().renewed(answer(None, None), now);
        let ends = renewed.access_token().unwrap().expires_at();
        assert_eq!(ends, Some(UNIX_EPOCH + Duration::from_secs(100)));
        assert_eq!(renewed.authorized_at(), Some(UNIX_EPOCH));
    }
}
