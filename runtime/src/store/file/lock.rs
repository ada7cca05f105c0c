//! A lock that all processes of the user respect.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use rustix::fs::{FlockOperation, flock, fstat};
use rustix::io::{Errno, retry_on_intr};

use super::directory::Directory;
use super::node::failed;
use super::place::Place;
use crate::store::StoreError;

/// No name of a file is longer.
const LONGEST_NAME: usize = 255;

/// A file that is locked until this is dropped or the process ends.
#[derive(Debug)]
pub(in crate::store) struct Lock {
    file: File,
    name: String,
    directory: Arc<Directory>,
    /// Whether the file is removed with the lock.
    passing: bool,
}

impl Lock {
    /// Locks the file, however long others have it. The thread waits, and the kernel keeps a line of
    /// those who do: nobody is overlooked.
    pub(super) fn wait(place: &Place, name: &str) -> Result<Self, StoreError> {
        loop {
            let operation = FlockOperation::LockExclusive;
            if let Some(lock) = Self::locked(&place.directory()?, name, operation)? {
                return Ok(lock);
            }
        }
    }

    /// Locks the file if nobody else has it.
    pub(super) fn attempt(
        directory: &Arc<Directory>,
        name: &str,
    ) -> Result<Option<Self>, StoreError> {
        Self::locked(directory, name, FlockOperation::NonBlockingLockExclusive)
    }

    /// `None` where somebody else has it, or removed the file meanwhile.
    fn locked(
        directory: &Arc<Directory>,
        name: &str,
        operation: FlockOperation,
    ) -> Result<Option<Self>, StoreError> {
        let file = directory.open_lock(name)?;
        match retry_on_intr(|| flock(&file, operation)) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Ok(None),
            Err(error) => {
                let path = directory.path_of(name);
                return Err(failed(&path, "can't be locked", error.into()));
            }
        }
        let directory = Arc::clone(directory);
        let lock = Self { file, name: name.to_owned(), directory, passing: false };
        Ok(lock.is_current()?.then_some(lock))
    }

    /// The file is removed before it is unlocked. Who has it open by then sees that it has no name
    /// any more, and looks for the one that has.
    pub(super) fn passing(self) -> Self {
        let mut lock = self;
        lock.passing = true;
        lock
    }

    /// Where it is.
    pub(super) fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// Whether others would find the file that is locked here, and not another one that somebody
    /// put in its place.
    pub(super) fn is_current(&self) -> Result<bool, StoreError> {
        let Some(there) = self.directory.stat(&self.name)? else { return Ok(false) };
        let own = retry_on_intr(|| fstat(&self.file)).map_err(|error| {
            let path = self.directory.path_of(&self.name);
            failed(&path, "can't be examined", io::Error::from(error))
        })?;
        Ok((own.st_dev, own.st_ino) == (there.st_dev, there.st_ino))
    }

    /// Writes down which file who has the lock is about to make, for the next one to remove it if it
    /// is left behind.
    pub(super) fn note(&self, temporary: &str) -> Result<(), StoreError> {
        let written = self.file.write_all_at(temporary.as_bytes(), 0);
        let path = || self.directory.path_of(&self.name);
        written.map_err(|error| failed(&path(), "can't be written", error))
    }

    /// What the last who had the lock wrote down.
    pub(super) fn noted(&self) -> Option<String> {
        let mut name = [0; LONGEST_NAME];
        let length = self.file.read_at(&mut name, 0).ok()?;
        name.get(..length).map(|name| String::from_utf8_lossy(name).into_owned())
    }
}

impl Drop for Lock {
    /// To close the file is not enough: a child that was just started may still have it open.
    fn drop(&mut self) {
        if self.passing && matches!(self.is_current(), Ok(true)) {
            self.directory.remove(&self.name).ok();
        }
        retry_on_intr(|| flock(&self.file, FlockOperation::Unlock)).ok();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;
    use std::thread;

    use super::*;

    fn place(test: &str) -> (Arc<Place>, PathBuf) {
        let name = format!("spotify-flow-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        (Arc::new(Place::open(&path).unwrap()), path)
    }

    #[test]
    fn a_lock_is_current_as_long_as_its_file_has_its_name() {
        let (place, path) = place("lock");
        let directory = place.directory().unwrap();
        let name = "a.lock";
        let (file, aside) = (path.join(name), path.join("aside"));
        let lock = Lock::attempt(&directory, name).unwrap().unwrap();
        assert!(lock.is_current().unwrap());
        fs::rename(&file, &aside).unwrap();
        assert!(!lock.is_current().unwrap(), "no file has its name");
        let other = Lock::attempt(&directory, name).unwrap().unwrap();
        assert!(!lock.is_current().unwrap(), "another file has its name");
        assert!(other.is_current().unwrap());
        fs::rename(&aside, &file).unwrap();
        assert!(lock.is_current().unwrap() && !other.is_current().unwrap());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn a_lock_that_is_dropped_is_free_though_its_file_is_still_open() {
        let (place, path) = place("free");
        let directory = place.directory().unwrap();
        let lock = Lock::attempt(&directory, "a.lock").unwrap().unwrap();
        // As in a child that was just started.
        let open = lock.file.try_clone().unwrap();
        assert!(Lock::attempt(&directory, "a.lock").unwrap().is_none());
        drop(lock);
        assert!(Lock::attempt(&directory, "a.lock").unwrap().is_some());
        drop(open);
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn a_passing_lock_leaves_no_file_and_removes_none_that_took_its_place() {
        let (place, path) = place("passing");
        let directory = place.directory().unwrap();
        let (name, file) = ("a.lease", path.join("a.lease"));
        let lock = || Lock::attempt(&directory, name).unwrap().unwrap().passing();
        drop(lock());
        assert!(!file.exists());
        let held = lock();
        fs::remove_file(&file).unwrap();
        let other = lock();
        drop(held);
        assert!(file.exists() && other.is_current().unwrap());
        drop(other);
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn however_often_the_file_is_removed_one_at_a_time_has_the_lock() {
        let (place, path) = place("one");
        let held = std::sync::Mutex::new(());
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        let lock = Lock::wait(&place, "a.lease").unwrap().passing();
                        let alone = held.try_lock();
                        assert!(alone.is_ok());
                        drop(alone);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
        fs::remove_dir_all(&path).unwrap();
    }
}
