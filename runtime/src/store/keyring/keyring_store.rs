//! A store in the keyring of the desktop.

use std::path::Path;
use std::time::Duration;

use super::vault::Vault;
use crate::store::file::blocking::blocking;
use crate::store::file::lock::Lock;
use crate::store::file::locks::Locks;
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
    locks: Locks,
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
        Ok(Self { vault: Vault::new(program.into()), locks: Locks::open(locks.as_ref())? })
    }
}

impl Store for KeyringStore {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(self.load(key))
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let record = record.to_bytes(key);
        Box::pin(
            self.replace(key, expected, move |vault, names| vault.write(names, &seal(&record))),
        )
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move { self.locks.lease(&Names::of(key), patience).await })
    }

    fn remove<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(self.replace(key, expected, Vault::remove))
    }

    fn list<'a>(
        &'a self,
        _after: Option<&'a Key>,
        _most: usize,
    ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
        let message = "a keyring does not say what is in it: keep a list of the accounts elsewhere";
        Box::pin(async move { Err(StoreError::unsupported(message)) })
    }

    fn blocks(&self) -> bool {
        false
    }
}

impl KeyringStore {
    async fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let (vault, of) = (self.vault.clone(), key.clone());
        match blocking(move || vault.read(&of, &vault.find(&of)?)).await {
            Err(damage) if damage.kind() == StoreErrorKind::Corrupt => {
                let (vault, names, key) = (self.vault.clone(), Names::of(key), key.clone());
                let again = move |_: &Lock| vault.read_or_set_aside(&key, &vault.find(&key)?);
                match self.locks.locked(&names, again).await {
                    // What can't be set aside is damaged all the same.
                    Err(error) if error.kind() == StoreErrorKind::Unavailable => Err(damage),
                    again => again,
                }
            }
            loaded => loaded,
        }
    }

    /// Does something to the record of a key if it is of the generation that is expected.
    async fn replace(
        &self,
        key: &Key,
        expected: u64,
        replace: impl FnOnce(&Vault, &Names) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<Committed, StoreError> {
        let (vault, names, key) = (self.vault.clone(), Names::of(key), key.clone());
        let work = move |_: &Lock| {
            let names = vault.find(&key)?;
            let there = vault.read_or_set_aside(&key, &names)?;
            if there.as_ref().map_or(0, Record::generation) != expected {
                return Ok(Committed::Conflict);
            }
            replace(&vault, &names)?;
            Ok(Committed::Done)
        };
        self.locks.locked(&names, work).await
    }
}
