//! What is kept of a session.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::{Key, Mute, StoreError, StoreErrorKind};
use crate::Reason;
use crate::protocol::server::Server;
use crate::protocol::token::kept::{millis, time};
use crate::protocol::token::{AccessToken, KeptMembers, Token};
use crate::protocol::values::Secret;

/// The version of the form in which records are written.
const FORMAT: u32 = 2;

/// How long a record is without its secrets, hardly ever longer.
const ROOM: usize = 4096;

/// What is kept of a session: its token, what was last sent to renew it, and whether it has ended.
/// Each is of a generation, one more than the one that it replaces.
#[derive(Clone)]
pub struct Record {
    pub(crate) generation: u64,
    pub(crate) token: Token,
    /// A renewal that was sent, and of which no answer is known.
    pub(crate) sent: Option<Sent>,
    /// Refusals without a word, if the last answer was one.
    pub(crate) mute: Option<Mute>,
    /// Why the session has ended. Its token is kept all the same: servers have been wrong.
    pub(crate) ended: Option<String>,
    /// The marks of the tokens that were renewed to get this one, since a store took one of them. They
    /// are not written: a store that has this record has no other to compare.
    replaced: Arc<[Mark]>,
}

/// The hash of a token, by which it is known without being kept.
type Mark = [u8; 32];

/// A renewal that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The hash of the refresh token that was sent.
    pub(crate) refresh_token: String,
    /// When.
    pub(crate) at: SystemTime,
}

impl Record {
    /// A record of a token that a login brought.
    pub(crate) fn of(generation: u64, token: Token) -> Self {
        Self { generation, token, sent: None, mute: None, ended: None, replaced: Arc::default() }
    }

    /// What is known of a session of which the store has nothing any more. Whatever is there next is
    /// newer.
    pub(crate) fn removed() -> Self {
        Self::of(0, Token::default()).with_end(Reason::LoggedOut.as_str())
    }

    /// The next record: the refresh token is about to be sent.
    pub(crate) fn noted(&self, now: SystemTime) -> Self {
        let refresh_token = self.token.expose_refresh_token().map(fingerprint);
        let sent = refresh_token.map(|refresh_token| Sent { refresh_token, at: now });
        Self { generation: self.next(), sent, ..self.clone() }
    }

    /// The next record: what is known of the refresh token after an answer that brought no other.
    pub(crate) fn refused(&self, sent: Option<Sent>, mute: Option<Mute>) -> Self {
        Self { generation: self.next(), sent, mute, ..self.clone() }
    }

    /// The refusals without a word, with one more of now. What a clock that went wrong has dated, in
    /// the future or before the token came, is not believed.
    pub(crate) fn refused_again(&self, now: SystemTime) -> Mute {
        let came = self.token.access_token().and_then(AccessToken::issued_at);
        let dated = |mute: &&Mute| mute.since <= now && came.is_none_or(|at| at <= mute.since);
        match self.mute.as_ref().filter(dated) {
            Some(mute) => Mute { times: mute.times.saturating_add(1), since: mute.since },
            None => Mute { times: 1, since: now },
        }
    }

    /// The next record: a new token.
    pub(crate) fn renewed(&self, token: Token) -> Self {
        Self { replaced: Arc::new([self.mark()]), ..Self::of(self.next(), token) }
    }

    /// The next record after one that no store took: a new token, to follow what the store has.
    pub(crate) fn renewed_unkept(&self, token: Token, there: u64) -> Self {
        let replaced = self.replaced.iter().copied().chain([self.mark()]).collect();
        let generation = self.generation.max(there.saturating_add(1));
        Self { replaced, ..Self::of(generation, token) }
    }

    /// The next record: the session has ended. Its token is set aside with it.
    pub(crate) fn with_end(&self, reason: &str) -> Self {
        let ended = Some(reason.to_owned());
        Self { generation: self.next(), sent: None, mute: None, ended, ..self.clone() }
    }

    /// Whether it holds the same token.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.token, &other.token);
        ours.expose_refresh_token() == theirs.expose_refresh_token()
            && ours.access_token().map(AccessToken::expose)
                == theirs.access_token().map(AccessToken::expose)
    }

    /// This record as the one to follow what a store has, where that is older; `None` where it is
    /// not.
    ///
    /// Generations say which is older, but for two things. A store that was emptied counts anew: a
    /// later login in it does not give way to an earlier one, and an end stays one. And somebody may
    /// have noted or ended the token that was renewed to get this one, without knowing of that.
    pub(crate) fn after_older(&self, there: &Self) -> Option<Self> {
        let login = |record: &Self| record.token.authorized_at;
        let is_behind =
            there.generation < self.generation && !there.has_ended() && login(there) <= login(self);
        let generation = self.generation.max(there.next());
        let is_older = is_behind || self.was_renewed_from(there);
        is_older.then(|| Self { generation, ..self.clone() })
    }

    /// Whether it holds what the server gave for the token of the other. An end that is one of this
    /// refresh token, too, counts for more.
    fn was_renewed_from(&self, other: &Self) -> bool {
        let same = self.token.expose_refresh_token() == other.token.expose_refresh_token();
        self.replaced.contains(&other.mark()) && !(other.has_ended() && same)
    }

    fn mark(&self) -> Mark {
        let access = self.token.access_token().map(AccessToken::expose);
        let mut hash = Sha256::new();
        for text in [self.token.expose_refresh_token(), access] {
            // With its length before it, none can run into the next.
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            hash.update(length.to_be_bytes());
            hash.update(text.unwrap_or_default().as_bytes());
        }
        hash.finalize().into()
    }

    /// The generation that follows it. Only what was forged comes to the last there is.
    fn next(&self) -> u64 {
        self.generation.saturating_add(1)
    }

    /// Its generation: how many records there were under its key, this one included.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Why the session has ended, if it has.
    pub(crate) fn end(&self) -> Option<&str> {
        self.ended.as_deref()
    }

    /// Whether the session has ended: its user must log in again.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// The record as bytes, to be kept where secrets are kept: JSON, with the key in it.
    #[must_use]
    pub fn to_bytes(&self, key: &Key) -> Zeroizing<Vec<u8>> {
        let access = self.token.access.as_ref();
        let written = Written {
            format: FORMAT,
            generation: self.generation,
            provider: key.provider().to_owned(),
            server: Some(key.server().as_str().to_owned()),
            only_server: key.server().is_fixed(),
            client_id: key.client_id().to_owned(),
            flow: key.flow().to_owned(),
            account: key.account().to_owned(),
            access_token: access.map(|access| access.expose().to_owned()),
            issued_at: access.and_then(AccessToken::issued_at).map(millis),
            expires_at: access.and_then(AccessToken::expires_at).map(millis),
            refresh_token: self.token.expose_refresh_token().map(str::to_owned),
            scopes: self.token.scopes.clone(),
            granted: self.token.granted.clone().filter(|it| Some(it) != self.token.scopes.as_ref()),
            api_origin: self.token.api_origin.clone(),
            authorized_at: self.token.authorized_at.map(millis),
            asked: self.token.asked.clone(),
            kept: self.token.kept.clone(),
            sent: self.sent.as_ref().map(|sent| WrittenSent {
                refresh_token_sha256: sent.refresh_token.clone(),
                at: millis(sent.at),
            }),
            refused: self
                .mute
                .as_ref()
                .map(|mute| WrittenMute { times: mute.times, since: millis(mute.since) }),
            ended: self.ended.clone(),
        };
        // Room for all of it, most often: bytes that grow leave copies of their secrets behind.
        let secrets = [&written.access_token, &written.refresh_token].into_iter().flatten();
        let secrets = secrets.map(String::len).sum::<usize>() + self.token.kept.length();
        let room = ROOM + secrets;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        // Plain members of plain types can be written.
        let _ = serde_json::to_writer(&mut *bytes, &written);
        bytes
    }

    /// Reads a record that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](StoreErrorKind::Corrupt), [`Newer`](StoreErrorKind::Newer), or
    /// [`Foreign`](StoreErrorKind::Foreign) when it is the record of another key, or may be: the
    /// first version of this library did not write down the server, so that its records are read
    /// only for flows that have no other.
    pub fn from_bytes(key: &Key, bytes: &[u8]) -> Result<Self, StoreError> {
        let written = Written::parse(bytes)?;
        match written.is_foreign_to(key) {
            Some(message) => Err(foreign(message)),
            None => Ok(written.read()),
        }
    }
}

impl Key {
    /// The key that a record was written for, as bytes of [`Record::to_bytes`]: for stores that keep
    /// records by the [`digest`](Self::digest), and are to list them.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](StoreErrorKind::Corrupt) or [`Newer`](StoreErrorKind::Newer);
    /// [`Foreign`](StoreErrorKind::Foreign) where the record does not say of which server it is, for
    /// the first version of this library wrote it.
    pub fn of_record(bytes: &[u8]) -> Result<Self, StoreError> {
        Written::parse(bytes)?.key()
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("generation", &self.generation)
            .field("token", &self.token)
            .field("sent", &self.sent.as_ref().map(|sent| sent.at))
            .field("ended", &self.ended)
            .finish()
    }
}

/// The hash by which a refresh token is known without being kept twice.
pub(crate) fn fingerprint(refresh_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(refresh_token.as_bytes()))
}

/// A record that is none of the key's.
fn foreign(message: String) -> StoreError {
    StoreError::new(StoreErrorKind::Foreign, message)
}

const UNSAID: &str = "the record does not say of which server it is: the first version of this library \
                      wrote it, and this flow may have several";

/// The version alone, for what else there is may have changed.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// A record as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    format: u32,
    generation: u64,
    provider: String,
    /// There from the second version of the form on.
    #[serde(default)]
    server: Option<String>,
    /// Whether the flow has no other server.
    #[serde(default)]
    only_server: bool,
    client_id: String,
    flow: String,
    account: String,
    access_token: Option<String>,
    /// Milliseconds since 1970, as all times here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued_at: Option<u64>,
    expires_at: Option<u64>,
    refresh_token: Option<String>,
    scopes: Option<Vec<String>>,
    /// Where the last renewal named others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    granted: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_origin: Option<String>,
    authorized_at: Option<u64>,
    /// The options of an app without users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<(String, String)>,
    /// There where the flow keeps something beside its token.
    #[serde(default, skip_serializing_if = "KeptMembers::is_empty")]
    kept: KeptMembers,
    sent: Option<WrittenSent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<WrittenMute>,
    ended: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct WrittenSent {
    refresh_token_sha256: String,
    at: u64,
}

#[derive(Serialize, Deserialize)]
struct WrittenMute {
    times: u32,
    since: u64,
}

impl Written {
    fn parse(bytes: &[u8]) -> Result<Self, StoreError> {
        let format = serde_json::from_slice::<Format>(bytes).map(|it| it.format);
        if format.as_ref().is_ok_and(|format| *format > FORMAT) {
            let message = "the record was written by a newer version of this library";
            return Err(StoreError::new(StoreErrorKind::Newer, message));
        }
        serde_json::from_slice(bytes).map_err(|error| {
            // The message of serde may quote what it read.
            let (line, column) = (error.line(), error.column());
            let message = format!("the record is damaged (line {line}, column {column})");
            StoreError::new(StoreErrorKind::Corrupt, message)
        })
    }

    /// Its key, where it says of which server it is.
    fn key(&self) -> Result<Key, StoreError> {
        let text = self.server.as_deref().ok_or_else(|| foreign(UNSAID.to_owned()))?;
        let parts = [&self.provider, &self.client_id, &self.flow, &self.account];
        let [provider, client_id, flow, account] = parts.map(String::as_str);
        let server = Server::read(text, self.only_server);
        Ok(Key::new(provider, server, client_id, flow, account))
    }

    /// What tells that it is not the record of this key, if anything does.
    fn is_foreign_to(&self, key: &Key) -> Option<String> {
        let ours = [key.provider(), key.client_id(), key.flow(), key.account()];
        if [&self.provider, &self.client_id, &self.flow, &self.account] != ours {
            return Some(format!(
                "the record is of the flow `{}` at `{}`, not of `{}` at `{}`, or of another client \
                 or account",
                self.flow,
                self.provider,
                key.flow(),
                key.provider()
            ));
        }
        let server = key.server();
        match &self.server {
            Some(theirs) if theirs == server.as_str() => None,
            Some(theirs) => Some(format!("the record is of the server `{theirs}`, not `{server}`")),
            None if self.format < FORMAT && server.is_fixed() => None,
            None => Some(UNSAID.to_owned()),
        }
    }

    fn read(mut self) -> Record {
        let expires_at = self.expires_at.map(time);
        let access = self.access_token.take();
        let issued_at = self.issued_at.map(time);
        let access = access.map(|text| AccessToken::new(Secret::new(text), issued_at, expires_at));
        Record {
            generation: self.generation,
            token: Token {
                access,
                refresh: self.refresh_token.take().map(Secret::new),
                granted: self.granted.take().or_else(|| self.scopes.clone()),
                scopes: self.scopes.take(),
                api_origin: self.api_origin.take(),
                authorized_at: self.authorized_at.map(time),
                asked: std::mem::take(&mut self.asked),
                kept: std::mem::take(&mut self.kept),
            },
            sent: self
                .sent
                .take()
                .map(|sent| Sent { refresh_token: sent.refresh_token_sha256, at: time(sent.at) }),
            mute: self
                .refused
                .take()
                .map(|refused| Mute { times: refused.times, since: time(refused.since) }),
            ended: self.ended.take(),
            replaced: Arc::default(),
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        self.access_token.zeroize();
        self.refresh_token.zeroize();
    }
}
