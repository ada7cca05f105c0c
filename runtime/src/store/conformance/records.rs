//! The keys and records that a store is tried with.

use std::time::{Duration, SystemTime};

use crate::protocol::token::Token;
use crate::store::{Key, Record};

/// The server of most keys, and another one.
pub(super) const SERVER: &str = "https://conformance.example/token";
pub(super) const OTHER: &str = "https://other.example/token";

pub(super) fn key(account: &str) -> Key {
    Key::new("conformance", SERVER, "client", "authorization_code_pkce", account)
}

pub(super) fn record(generation: u64, refresh_token: &str) -> Record {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    Record::of(generation, Token::from_refresh_token(refresh_token, Some(at)))
}

pub(super) fn is_same(key: &Key, found: Option<&Record>, expected: &Record) -> bool {
    found.is_some_and(|found| found.to_bytes(key) == expected.to_bytes(key))
}
