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
