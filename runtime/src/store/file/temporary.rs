//! A record on its way to its place.

use std::fs::File;
use std::io::Write as _;

use super::directory::Directory;
use super::lock::Lock;
use super::names::Names;
use super::node::failed;
use crate::store::{StoreError, StoreErrorKind};

/// A file that is removed unless it takes a record's place. Only who has the lock of its key makes
/// one.
#[derive(Debug)]
pub(super) struct Temporary<'a> {
    directory: &'a Directory,
    name: String,
    file: File,
    placed: bool,
}

impl<'a> Temporary<'a> {
    pub(super) fn create(directory: &'a Directory, names: &Names) -> Result<Self, StoreError> {
        let name = names.temporary().map_err(|source| {
            let message = "the system gave no random numbers";
            StoreError::new(StoreErrorKind::Unavailable, message).with_source(source)
        })?;
        let file = directory.create(&name)?;
        Ok(Self { directory, name, file, placed: false })
    }

    /// Writes all of it, until it is on the disk.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written
            .map_err(|error| failed(&self.directory.path_of(&self.name), "can't be written", error))
    }

    /// Puts it in the place of the record.
    pub(super) fn place(mut self, record: &str) -> Result<(), StoreError> {
        self.directory.rename(&self.name, record)?;
        self.placed = true;
        self.directory.sync()
    }
}

impl Drop for Temporary<'_> {
    /// What can't be removed now is removed by the next commit.
    fn drop(&mut self) {
        if !self.placed {
            self.directory.remove(&self.name).ok();
        }
    }
}

/// Removes what a process left of this key when it was ended. For who has the lock, so that whoever
/// made it is gone. It must stop nobody from writing a record: what fails is left to the next one.
pub(super) fn sweep(directory: &Directory, names: &Names) {
    let found = directory.names().unwrap_or_default();
    for name in found.iter().filter(|name| names.own_temporary(name)) {
        directory.remove(name).ok();
    }
}

/// Removes what processes left of any key, where nobody is writing.
pub(super) fn sweep_all(directory: &Directory) {
    for name in directory.names().unwrap_or_default() {
        let Some(names) = Names::of_temporary(&name) else { continue };
        if let Ok(Some(_lock)) = Lock::attempt(directory, &names.lock()) {
            directory.remove(&name).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::store::Key;

    fn names(account: &str) -> Names {
        Names::of(&Key::new("provider", "server", "client", "flow", account))
    }

    /// A directory for a test of this name.
    fn directory(test: &str) -> (Directory, PathBuf) {
        let name = format!("spotify-flow-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        (Directory::open(&path).unwrap(), path)
    }

    #[test]
    fn what_does_not_take_a_place_is_removed_and_what_does_stays() {
        let (directory, path) = directory("temporary");
        let mut temporary = Temporary::create(&directory, &names("alice")).unwrap();
        temporary.write(b"one").unwrap();
        let left = || directory.names().unwrap().iter().filter(|it| it.ends_with(".tmp")).count();
        assert_eq!(left(), 1);
        drop(temporary);
        assert_eq!(left(), 0);
        let mut temporary = Temporary::create(&directory, &names("alice")).unwrap();
        temporary.write(b"two").unwrap();
        temporary.place("a.record").unwrap();
        assert_eq!(left(), 0);
        assert_eq!(fs::read(path.join("a.record")).unwrap(), b"two");
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn what_others_left_is_swept_where_nobody_is_writing() {
        let (directory, path) = directory("sweep");
        let (alice, bob) = (names("alice"), names("bob"));
        let left = |names: &Names| {
            let name = names.temporary().unwrap();
            fs::write(path.join(&name), "left").unwrap();
            path.join(name)
        };
        let (of_alice, of_bob) = (left(&alice), left(&bob));
        let record = path.join(alice.record());
        fs::write(&record, "record").unwrap();
        sweep(&directory, &alice);
        assert!(!of_alice.exists() && of_bob.exists() && record.exists());
        let of_alice = left(&alice);
        let writing = Lock::attempt(&directory, &bob.lock()).unwrap().unwrap();
        sweep_all(&directory);
        assert!(!of_alice.exists() && of_bob.exists() && record.exists());
        drop(writing);
        sweep_all(&directory);
        assert!(!of_bob.exists() && record.exists());
        fs::remove_dir_all(&path).unwrap();
    }
}
