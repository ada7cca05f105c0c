//! A store in files of the user's.

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::blocking::blocking;
use super::lock::Lock;
use super::locks::Locks;
use super::names::Names;
use super::{commit, listing, state_dir, temporary};
use crate::store::{Committed, Key, Lease, Record, Store, StoreError, StoreErrorKind};
use crate::transport::BoxFuture;

/// A store in a directory of the user's, for all processes of that user. On Unix, with the feature
/// `file`; on other systems this type does not exist.
///
/// - A record is replaced as a whole or not at all, whatever ends the program or the machine: it is
///   written beside the old one, reaches the disk, and then takes its place.
/// - Nobody else reads it: the directory must be the user's alone (mode 0700), files are created
///   with mode 0600, and what somebody else may have put there, such as a symbolic link, is refused.
/// - Of several processes, one at a time commits and one at a time holds a lease; the system ends
///   both when the process does. That takes `flock`: on a network file system without it, commits
///   and leases fail, and say so.
/// - A damaged record is an error once, and from then on a file of the same name that ends in
///   `.bad`, beside the others.
///
/// Records are not encrypted: they are as safe as the user's other files, backups included.
///
/// The file system is asked on threads of the stores' own, of which there are as many as are needed;
/// outside of a tokio runtime, on the one that waits. What a commit takes does not depend on how many
/// records there are.
///
/// A directory that was removed while it is in use, and may have been made anew, is opened again as
/// at first.
#[derive(Debug, Clone)]
pub struct FileStore {
    locks: Locks,
}

impl FileStore {
    /// The store in a directory, which is created when it isn't there.
    ///
    /// Symbolic links in the path are followed, but the directory itself must be none.
    ///
    /// ```
    /// use spotify_flow::store::{FileStore, Store as _};
    ///
    /// # let folder = std::env::temp_dir().join(format!("spotify-flow-doc-{}", std::process::id()));
    /// let store = FileStore::open(folder.join("sessions"))?;
    /// let alice = store.account("alice");
    /// # std::fs::remove_dir_all(folder).ok();
    /// # Ok::<(), spotify_flow::store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unsafe`](crate::store::StoreErrorKind::Unsafe) when it is somebody else's, or others may read or
    /// change it; [`Unavailable`](crate::store::StoreErrorKind::Unavailable) when it can't be had.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let locks = Locks::open(directory.as_ref())?;
        temporary::sweep_all(&locks.place().directory()?);
        Ok(Self { locks })
    }

    /// The store of a program in the directory where the user's programs keep what must survive a
    /// restart: `sessions` in `$XDG_STATE_HOME/<program>`, or in `~/.local/state/<program>`.
    ///
    /// ```no_run
    /// use spotify_flow::store::FileStore;
    ///
    /// let store = FileStore::in_state_dir("mixtape")?;
    /// # Ok::<(), spotify_flow::store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), and `Unavailable` when the name is not one of a directory, or
    /// the environment says neither `XDG_STATE_HOME` nor `HOME`.
    pub fn in_state_dir(program: &str) -> Result<Self, StoreError> {
        let (state, home) = (env::var_os("XDG_STATE_HOME"), env::var_os("HOME"));
        Self::open(state_dir::state_dir(program, state, home)?)
    }

    /// Its directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.locks.place().path()
    }
}

impl FileStore {
    async fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let (place, of) = (Arc::clone(self.locks.place()), key.clone());
        match blocking(move || commit::load(&place, &of)).await {
            Err(damage) if damage.kind() == StoreErrorKind::Corrupt => {
                let (names, key) = (Names::of(key), key.clone());
                let again = self.locks.locked(&names, move |lock| commit::load_again(lock, &key));
                match again.await {
                    // What can't be set aside is damaged all the same.
                    Err(error) if error.kind() == StoreErrorKind::Unavailable => Err(damage),
                    again => again,
                }
            }
            loaded => loaded,
        }
    }

    async fn commit(
        &self,
        key: &Key,
        expected: u64,
        record: &Record,
    ) -> Result<Committed, StoreError> {
        let (names, key, record) = (Names::of(key), key.clone(), record.to_bytes(key));
        let commit = move |lock: &Lock| commit::commit(lock, &key, expected, &record);
        self.locks.locked(&names, commit).await
    }

    async fn remove(&self, key: &Key, expected: u64) -> Result<Committed, StoreError> {
        let (names, key) = (Names::of(key), key.clone());
        self.locks.locked(&names, move |lock| commit::remove(lock, &key, expected)).await
    }

    async fn list(&self, after: Option<&Key>, most: usize) -> Result<Vec<Key>, StoreError> {
        let (place, after) = (Arc::clone(self.locks.place()), after.cloned());
        blocking(move || listing::list(&*place.directory()?, after.as_ref(), most)).await
    }
}

impl Store for FileStore {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        Box::pin(self.load(key))
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(self.commit(key, expected, record))
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
        Box::pin(self.remove(key, expected))
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a Key>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Key>, StoreError>> {
        Box::pin(self.list(after, most))
    }

    fn blocks(&self) -> bool {
        false
    }
}
