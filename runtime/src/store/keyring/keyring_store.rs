//! A store in the keyring of the desktop.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::vault::Vault;
use crate::store::file::blocking::blocking;
use crate::store::file::directory::Directory;
use crate::store::file::locks::{lease, lock_record};
use crate::store::file::names::Names;
use crate::store::file::record_file::seal;
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::BoxFuture;

/// A store in the keyring of the user's desktop, which encrypts records with the password of the
/// user's login: the Secret Service (GNOME Keyring, `KWallet`), or the keychain of macOS. With the
/// feature `keyring`, on Unix; on other systems this type does not exist.
///
/// A keyring can neither compare and replace nor lend out a right. Both take files in a directory
/// of the user's, which hold no secrets; all programs that share a session must name the same one.
///
/// - What is kept outlasts a crash of the machine as well as the keyring's own program makes it.
/// - Where there is no keyring, as on a server or in a container, and while its user refuses to
///   unlock it, this is [`Unavailable`](StoreErrorKind::Unavailable): it never falls back to
///   another place. Use [`FileStore`](crate::store::FileStore) there.
/// - A keyring that is locked asks its user, on a thread that may wait; others who commit to the
///   same key meanwhile fail after half a minute.
/// - A damaged record is an error once, and from then on an entry of the same name that ends in
///   `.bad`.
#[derive(Debug, Clone)]
pub struct KeyringStore {
    vault: Vault,
    locks: Arc<Directory>,
}

impl KeyringStore {
    /// The entries of a program, by the name that its user sees them under, and a directory for the
    /// locks: it must be the user's alone, and is created when it isn't there.
    ///
    /// The keyring is not asked before something is loaded.
    ///
    /// ```no_run
    /// use spotify_flow::store::{KeyringStore, Store as _};
    ///
    /// let store = KeyringStore::open("Mixtape", "/home/alice/.local/state/mixtape/locks")?;
    /// let alice = store.account("alice");
    /// # Ok::<(), spotify_flow::store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`FileStore::open`](crate::store::FileStore::open), about the directory of the locks.
    pub fn open(program: impl Into<String>, locks: impl AsRef<Path>) -> Result<Self, StoreError> {
        let locks = Arc::new(Directory::open(locks.as_ref())?);
        Ok(Self { vault: Vault::new(program.into()), locks })
    }
}

impl Store for KeyringStore {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        let (store, key) = (self.clone(), key.clone());
        Box::pin(blocking(move || store.load_now(&key)))
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let (store, key) = (self.clone(), key.clone());
        let record = record.to_bytes(&key);
        Box::pin(blocking(move || store.commit_now(&key, expected, &record)))
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(lease(Arc::clone(&self.locks), Names::of(key), patience))
    }
}

impl KeyringStore {
    fn load_now(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let names = self.vault.find(key)?;
        match self.vault.read(key, &names) {
            Err(error) if error.kind() == StoreErrorKind::Corrupt => {
                let _lock = lock_record(&self.locks, &names).map_err(|_| error)?;
                self.vault.read_or_set_aside(key, &names)
            }
            other => other,
        }
    }

    fn commit_now(&self, key: &Key, expected: u64, record: &[u8]) -> Result<Committed, StoreError> {
        let _lock = lock_record(&self.locks, &Names::of(key))?;
        let names = self.vault.find(key)?;
        let there = self.vault.read_or_set_aside(key, &names)?;
        if there.as_ref().map_or(0, Record::generation) != expected {
            return Ok(Committed::Conflict);
        }
        self.vault.write(&names, &seal(record))?;
        Ok(Committed::Done)
    }
}
