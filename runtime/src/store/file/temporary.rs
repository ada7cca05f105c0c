//! A record on its way to its place.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

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
    /// Its name is in the lock before it is there, so that who has the lock next can remove it.
    pub(super) fn create(lock: &'a Lock, names: &Names) -> Result<Self, StoreError> {
        let name = names.temporary().map_err(|source| {
            let message = "the system gave no random numbers";
            StoreError::new(StoreErrorKind::Unavailable, message).with_source(source)
        })?;
        lock.note(&name)?;
        let directory = lock.directory();
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
    /// What can't be removed now is removed by who has the lock next.
    fn drop(&mut self) {
        if !self.placed {
            self.directory.remove(&self.name).ok();
        }
    }
}

/// Removes what the last who had the lock left when it was ended. It must stop nobody from writing a
/// record: what fails is left to who opens the store next.
pub(super) fn sweep(lock: &Lock) {
    if let Some(left) = lock.noted().filter(|name| Names::of_temporary(name).is_some()) {
        lock.directory().remove(&left).ok();
    }
}

/// Removes what processes left, where nobody is at work any more. It looks at every name, and so is
/// done when a store is opened: a machine that lost its power may have lost the notes.
pub(super) fn sweep_all(directory: &Arc<Directory>) {
    for name in directory.names().unwrap_or_default() {
        if let Some(names) = Names::of_temporary(&name) {
            if let Ok(Some(_lock)) = Lock::attempt(directory, &names.lock()) {
                directory.remove(&name).ok();
            }
        } else if Names::is_lease(&name) {
            drop(Lock::attempt(directory, &name).map(|lock| lock.map(Lock::passing)));
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
    fn directory(test: &str) -> (Arc<Directory>, PathBuf) {
        let name = format!("spotify-flow-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        (Arc::new(Directory::open(&path).unwrap()), path)
    }

    fn lock(directory: &Arc<Directory>, names: &Names) -> Lock {
        Lock::attempt(directory, &names.lock()).unwrap().unwrap()
    }

    #[test]
    fn what_does_not_take_a_place_is_removed_and_what_does_stays() {
        let (directory, path) = directory("temporary");
        let lock = lock(&directory, &names("alice"));
        let mut temporary = Temporary::create(&lock, &names("alice")).unwrap();
        temporary.write(b"one").unwrap();
        let left = || directory.names().unwrap().iter().filter(|it| it.ends_with(".tmp")).count();
        assert_eq!(left(), 1);
        drop(temporary);
        assert_eq!(left(), 0);
        let mut temporary = Temporary::create(&lock, &names("alice")).unwrap();
        temporary.write(b"two").unwrap();
        temporary.place("a.record").unwrap();
        assert_eq!(left(), 0);
        assert_eq!(fs::read(path.join("a.record")).unwrap(), b"two");
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn what_was_left_is_swept_by_who_has_the_lock_next_and_nothing_else_is() {
        let (directory, path) = directory("left");
        let (alice, other) = (names("alice"), path.join("notes.tmp"));
        fs::write(&other, "mine").unwrap();
        let first = lock(&directory, &alice);
        let temporary = Temporary::create(&first, &alice).unwrap();
        let left = path.join(&temporary.name);
        // As when the process is killed.
        std::mem::forget(temporary);
        drop(first);
        assert!(left.exists());
        let next = lock(&directory, &alice);
        sweep(&next);
        assert!(!left.exists());
        for noted in ["notes.tmp", "", "../x", "\0", &alice.record()] {
            next.note(noted).unwrap();
            sweep(&next);
        }
        assert!(other.exists());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn what_others_left_is_swept_where_nobody_is_writing() {
        let (directory, path) = directory("sweep");
        // Two that share no lock.
        let alice = names("alice");
        let mut others = (0..).map(|number| names(&number.to_string()));
        let bob = others.find(|other| other.lock() != alice.lock()).unwrap();
        let left = |names: &Names| {
            let name = names.temporary().unwrap();
            fs::write(path.join(&name), "left").unwrap();
            path.join(name)
        };
        let (of_alice, of_bob) = (left(&alice), left(&bob));
        let record = path.join(alice.record());
        fs::write(&record, "record").unwrap();
        let writing = lock(&directory, &bob);
        let renewed = Lock::attempt(&directory, &bob.lease()).unwrap().unwrap();
        drop(Lock::attempt(&directory, &alice.lease()).unwrap().unwrap());
        let leases = [&alice, &bob].map(|names| path.join(names.lease()));
        assert!(leases.iter().all(|lease| lease.exists()));
        sweep_all(&directory);
        assert!(!of_alice.exists() && of_bob.exists() && record.exists());
        assert!(!leases[0].exists() && leases[1].exists());
        drop((writing, renewed));
        sweep_all(&directory);
        assert!(!of_bob.exists() && record.exists() && !leases[1].exists());
        fs::remove_dir_all(&path).unwrap();
    }
}
