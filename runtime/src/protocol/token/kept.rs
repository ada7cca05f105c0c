//! A token as it is written down, by an attempt or a session that is put away.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{AccessToken, KeptMembers, Token};
use crate::protocol::values::Secret;

/// The token of an attempt that has more steps to take.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct KeptToken {
    access: Zeroizing<String>,
    /// Milliseconds since 1970, as all times here.
    issued_at: Option<u64>,
    expires_at: Option<u64>,
    refresh: Option<Zeroizing<String>>,
    scopes: Option<Vec<String>>,
    api_origin: Option<String>,
    authorized_at: Option<u64>,
    #[serde(default, skip_serializing_if = "KeptMembers::is_empty")]
    kept: KeptMembers,
}

impl KeptToken {
    /// Nothing, before there is a token.
    pub(crate) fn of(token: &Token) -> Option<Self> {
        let access = token.access.as_ref()?;
        Some(Self {
            access: Zeroizing::new(access.expose().to_owned()),
            issued_at: access.issued_at().map(millis),
            expires_at: access.expires_at().map(millis),
            refresh: token.expose_refresh_token().map(|text| Zeroizing::new(text.to_owned())),
            scopes: token.scopes.clone(),
            api_origin: token.api_origin.clone(),
            authorized_at: token.authorized_at.map(millis),
            kept: token.kept.clone(),
        })
    }

    pub(crate) fn into_token(mut self) -> Token {
        let secret = |text: &mut Zeroizing<String>| Secret::new(std::mem::take(&mut **text));
        let (issued_at, expires_at) = (self.issued_at.map(time), self.expires_at.map(time));
        let access = AccessToken::new(secret(&mut self.access), issued_at, expires_at);
        Token {
            access: Some(access),
            refresh: self.refresh.as_mut().map(secret),
            granted: self.scopes.clone(),
            scopes: self.scopes,
            api_origin: self.api_origin,
            authorized_at: self.authorized_at.map(time),
            asked: Vec::new(),
            kept: self.kept,
        }
    }
}

pub(crate) fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn time(millis: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_was_put_away_is_the_same_when_it_is_taken_up() {
        let at = |seconds: u64| Some(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 1));
        for refresh in [None, Some(Secret::new("the-refresh-token"))] {
            let scopes = Some(vec!["a".to_owned(), "b".to_owned()]);
            let token = Token {
                access: Some(AccessToken::new(Secret::new("the-access-token"), at(1), at(2))),
                refresh,
                granted: scopes.clone(),
                scopes,
                api_origin: Some("https://eu.api.example".to_owned()),
                authorized_at: at(3),
                ..Token::default()
            };
            let kept = serde_json::to_string(&KeptToken::of(&token).unwrap()).unwrap();
            let taken_up = serde_json::from_str::<KeptToken>(&kept).unwrap().into_token();
            let [before, after] = [&token, &taken_up].map(|it| it.access_token().unwrap());
            assert_eq!(after.expose(), before.expose());
            assert_eq!((after.issued_at(), after.expires_at()), (at(1), at(2)));
            assert_eq!(taken_up.expose_refresh_token(), token.expose_refresh_token());
            assert_eq!((&taken_up.scopes, &taken_up.granted), (&token.scopes, &token.granted));
            assert_eq!(taken_up.api_origin(), token.api_origin());
            assert_eq!(taken_up.authorized_at(), token.authorized_at());
        }
        assert!(KeptToken::of(&Token::from_refresh_token("r", None)).is_none());
    }

    #[test]
    fn a_time_that_no_clock_shows_is_one_that_none_is_hurt_by() {
        assert_eq!(millis(UNIX_EPOCH - Duration::from_secs(1)), 0);
        assert_eq!(time(millis(UNIX_EPOCH + Duration::from_millis(7))), time(7));
        assert_eq!(time(7), UNIX_EPOCH + Duration::from_millis(7));
    }
}
