//! A store in files of the user's.

use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::blocking::blocking;
use super::directory::Directory;
use super::names::Names;
use super::{commit, locks, state_dir, temporary};
use crate::store::{Committed, Key, Lease, Record, Store, StoreError};
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
/// The file system is asked on the threads that tokio has for this; without a runtime, on the one
/// that waits.
#[derive(Debug, Clone)]
pub struct FileStore {
    directory: Arc<Directory>,
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
    /// [`Unsafe`](super::StoreErrorKind::Unsafe) when it is somebody else's, or others may read or
    /// change it; [`Unavailable`](super::StoreErrorKind::Unavailable) when it can't be had.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, StoreError> {
        let directory = Directory::open(directory.as_ref())?;
        temporary::sweep_all(&directory);
        Ok(Self { directory: Arc::new(directory) })
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
        self.directory.path()
    }
}

impl Store for FileStore {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        let (directory, key) = (Arc::clone(&self.directory), key.clone());
        Box::pin(blocking(move || commit::load(&directory, &key)))
    }

    fn commit<'a>(
        &'a self,
        key: &'a Key,
        expected: u64,
        record: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        let (directory, key) = (Arc::clone(&self.directory), key.clone());
        let record = record.to_bytes(&key);
        Box::pin(blocking(move || commit::commit(&directory, &key, expected, &record)))
    }

    fn lease<'a>(
        &'a self,
        key: &'a Key,
        patience: Duration,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(locks::lease(Arc::clone(&self.directory), Names::of(key), patience))
    }
}
