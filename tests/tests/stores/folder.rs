//! A folder with a store in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use spotify_flow::block_on;
use spotify_flow::store::{Committed, FileStore, Key, Record, Store as _, StoreError};
use spotify_flow_tests::{alice, record};

/// A folder that is removed with all that is in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty one, where the system keeps temporary files.
    pub(crate) fn new() -> Folder {
        Folder::within(&std::env::temp_dir())
    }

    /// An empty one, in another.
    pub(crate) fn within(above: &Path) -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = above.join(format!("spotify-flow-stores-{}-{number}", process::id()));
        fs::create_dir(&path).expect("a folder can be made");
        Folder(path)
    }

    /// One with a record of generation 1.
    pub(crate) fn with_a_record() -> Folder {
        let folder = Folder::new();
        folder.keep(1);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the store is, which creates this folder itself.
    pub(crate) fn sessions(&self) -> PathBuf {
        self.0.join("sessions")
    }

    pub(crate) fn open(&self) -> Result<FileStore, StoreError> {
        FileStore::open(self.sessions())
    }

    pub(crate) fn store(&self) -> FileStore {
        self.open().unwrap()
    }

    /// The path of one of the files of the key, such as `record` or `lease`; the lock is shared with
    /// keys whose digests begin with the same letter.
    pub(crate) fn file(&self, extension: &str) -> PathBuf {
        let digest = alice().digest();
        let name = if extension == "lock" { first(&digest) } else { &digest };
        self.sessions().join(format!("{name}.{extension}"))
    }

    /// The names of all files there, in order.
    pub(crate) fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.sessions()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Commits the record of this generation.
    pub(crate) fn commit(&self, generation: u64) -> Result<Committed, StoreError> {
        let key = alice();
        now(self.open()?.commit(&key, generation - 1, &record(&key, generation)))
    }

    /// Commits the record of this generation, which nobody else does.
    pub(crate) fn keep(&self, generation: u64) {
        assert_eq!(self.commit(generation).unwrap(), Committed::Done);
    }

    /// The generation of the record, which is whole; 0 where there is none.
    pub(crate) fn generation(&self) -> u64 {
        let key = alice();
        let Some(found) = now(self.store().load(&key)).unwrap() else { return 0 };
        assert_whole(&key, &found);
        found.generation()
    }

    /// The temporary files that are there now, not changed by looking.
    pub(crate) fn temporary(&self) -> Vec<String> {
        let names = fs::read_dir(self.sessions()).into_iter().flatten();
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(".tmp")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// The record is the one that was made for its generation.
pub(crate) fn assert_whole(key: &Key, found: &Record) {
    let expected = record(key, found.generation());
    assert_eq!(*found.to_bytes(key), *expected.to_bytes(key));
}

/// Waits without a runtime of ours: neither a store nor a session needs one.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    block_on(async { Ok(future.await) }).unwrap()
}

/// The first letter of a digest, which names its lock.
pub(crate) fn first(digest: &str) -> &str {
    digest.get(..1).unwrap()
}
