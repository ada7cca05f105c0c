//! The entries of a program in the keyring.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::store::file::names::Names;
use crate::store::file::record_file::unseal;
use crate::store::{Key, Record, StoreError, StoreErrorKind};

/// How many damaged records of a key are kept.
const MOST_BAD: u32 = 10;

/// The entries of a program. Each is called by the digest of its key, for the names of entries are
/// not encrypted.
#[derive(Debug, Clone)]
pub(super) struct Vault {
    program: String,
}

impl Vault {
    pub(super) fn new(program: String) -> Self {
        Self { program }
    }

    /// The names that the entries of a key have now.
    pub(super) fn find(&self, key: &Key) -> Result<Names, StoreError> {
        let is_there = |names: &Names| Ok(self.secret(names.entry())?.is_some());
        Names::in_use(key, is_there, |names| self.read(key, names))
    }

    /// The record of a key; `None` where there is none.
    pub(super) fn read(&self, key: &Key, names: &Names) -> Result<Option<Record>, StoreError> {
        let Some(sealed) = self.secret(names.entry())? else { return Ok(None) };
        let record = unseal(key, &sealed).map_err(|error| {
            let message = format!("the entry `{}` of {}: {error}", names.entry(), self.program);
            StoreError::new(error.kind(), message)
        })?;
        Ok(Some(record))
    }

    /// The record; a damaged one gets another name. For who has the lock of the key.
    pub(super) fn read_or_set_aside(
        &self,
        key: &Key,
        names: &Names,
    ) -> Result<Option<Record>, StoreError> {
        let damage = match self.read(key, names) {
            Err(error) if error.kind() == StoreErrorKind::Corrupt => error,
            other => return other,
        };
        let Some(bad) = self.set_aside(names) else { return Err(damage) };
        let message = format!("{damage}; it is now the entry `{bad}`");
        Err(StoreError::new(StoreErrorKind::Corrupt, message))
    }

    pub(super) fn write(&self, names: &Names, sealed: &[u8]) -> Result<(), StoreError> {
        self.put(names.entry(), sealed)
    }

    /// Removes the record, and what was set aside. For who has the lock of the key.
    pub(super) fn remove(&self, names: &Names) -> Result<(), StoreError> {
        self.delete(names.entry())?;
        for bad in (1..=MOST_BAD).map(|number| names.bad(number)) {
            if !self.delete(&bad)? {
                break;
            }
        }
        Ok(())
    }

    /// Whether there was one.
    fn delete(&self, name: &str) -> Result<bool, StoreError> {
        match self.entry(name).and_then(|entry| entry.delete_credential()) {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(self.failed(name, "can't be removed", &error)),
        }
    }

    /// The name that the damaged record has now; `None` when it is still where it was. It is there
    /// twice before it is there once.
    fn set_aside(&self, names: &Names) -> Option<String> {
        let sealed = self.secret(names.entry()).ok()??;
        let mut free = (1..=MOST_BAD).map(|number| names.bad(number));
        let bad = free.find(|name| matches!(self.secret(name), Ok(None)))?;
        self.put(&bad, &sealed).ok()?;
        self.delete(names.entry()).ok()?;
        Some(bad)
    }

    fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        match self.entry(name).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(self.failed(name, "can't be read", &error)),
        }
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        let put = self.entry(name).and_then(|entry| entry.set_secret(secret));
        put.map_err(|error| self.failed(name, "can't be written", &error))
    }

    fn entry(&self, name: &str) -> Result<Entry, Error> {
        Entry::new(&self.program, name)
    }

    /// The error itself is not kept: in some there is the secret.
    fn failed(&self, name: &str, what: &str, error: &Error) -> StoreError {
        let why = match error {
            Error::NoStorageAccess(error) => {
                format!("the keyring is locked or may not be used: {error}")
            }
            Error::PlatformFailure(error) => {
                format!("the keyring can't be reached or refuses: {error}")
            }
            Error::Ambiguous(entries) => {
                format!("there are {} of this name: remove all but one", entries.len())
            }
            Error::BadEncoding(_) => "it is not text".to_owned(),
            Error::NoEntry | Error::TooLong(..) | Error::Invalid(..) | _ => error.to_string(),
        };
        let message = format!("the entry `{name}` of {} {what}: {why}", self.program);
        StoreError::new(StoreErrorKind::Unavailable, message)
    }
}
