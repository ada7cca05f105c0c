//! A lock that all processes of the user respect.

use std::fs::File;
use std::io;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock, fstat};
use rustix::io::{Errno, retry_on_intr};

use super::directory::Directory;
use super::node::failed;
use super::pauses::Pauses;
use crate::store::StoreError;

/// The longest pause of one who waits for a moment. Whoever had the lock may want it again at once:
/// who asks less often than that one is overlooked, time and again.
const PAUSE: Duration = Duration::from_millis(4);

/// A file that is locked until this is dropped or the process ends. The file stays: whoever removed
/// it would take it from those who wait for it.
#[derive(Debug)]
pub(in crate::store) struct Lock {
    file: File,
    name: String,
}

impl Lock {
    /// Locks the file, which others have for moments only; `None` when that takes longer than the
    /// patience. The thread waits.
    pub(super) fn wait(
        directory: &Directory,
        name: &str,
        patience: Duration,
    ) -> Result<Option<Self>, StoreError> {
        let mut pauses = Pauses::new(PAUSE, patience);
        loop {
            if let Some(lock) = Self::attempt(directory, name)? {
                return Ok(Some(lock));
            }
            let Some(pause) = pauses.next() else { return Ok(None) };
            thread::sleep(pause);
        }
    }

    /// Locks the file if nobody else has it.
    pub(super) fn attempt(directory: &Directory, name: &str) -> Result<Option<Self>, StoreError> {
        let file = directory.open_lock(name)?;
        match retry_on_intr(|| flock(&file, FlockOperation::NonBlockingLockExclusive)) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Ok(None),
            Err(error) => {
                let path = directory.path_of(name);
                return Err(failed(&path, "can't be locked", error.into()));
            }
        }
        let lock = Self { file, name: name.to_owned() };
        Ok(lock.is_current(directory)?.then_some(lock))
    }

    /// Whether others would find the file that is locked here, and not another one that somebody
    /// put in its place.
    pub(super) fn is_current(&self, directory: &Directory) -> Result<bool, StoreError> {
        let Some(there) = directory.stat(&self.name)? else { return Ok(false) };
        let own = retry_on_intr(|| fstat(&self.file)).map_err(|error| {
            failed(&directory.path_of(&self.name), "can't be examined", io::Error::from(error))
        })?;
        Ok((own.st_dev, own.st_ino) == (there.st_dev, there.st_ino))
    }
}

impl Drop for Lock {
    /// To close the file is not enough: a child that was just started may still have it open.
    fn drop(&mut self) {
        retry_on_intr(|| flock(&self.file, FlockOperation::Unlock)).ok();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_lock_is_current_as_long_as_its_file_has_its_name() {
        let path = std::env::temp_dir().join(format!("spotify-flow-lock-{}", std::process::id()));
        let directory = Directory::open(&path).unwrap();
        let name = "a.lock";
        let (file, aside) = (path.join(name), path.join("aside"));
        let lock = Lock::attempt(&directory, name).unwrap().unwrap();
        assert!(lock.is_current(&directory).unwrap());
        fs::rename(&file, &aside).unwrap();
        assert!(!lock.is_current(&directory).unwrap(), "no file has its name");
        let other = Lock::attempt(&directory, name).unwrap().unwrap();
        assert!(!lock.is_current(&directory).unwrap(), "another file has its name");
        assert!(other.is_current(&directory).unwrap());
        fs::rename(&aside, &file).unwrap();
        assert!(lock.is_current(&directory).unwrap() && !other.is_current(&directory).unwrap());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn a_lock_that_is_dropped_is_free_though_its_file_is_still_open() {
        let path = std::env::temp_dir().join(format!("spotify-flow-free-{}", std::process::id()));
        let directory = Directory::open(&path).unwrap();
        let lock = Lock::attempt(&directory, "a.lock").unwrap().unwrap();
        // As in a child that was just started.
        let open = lock.file.try_clone().unwrap();
        assert!(Lock::attempt(&directory, "a.lock").unwrap().is_none());
        drop(lock);
        assert!(Lock::attempt(&directory, "a.lock").unwrap().is_some());
        drop(open);
        fs::remove_dir_all(&path).unwrap();
    }
}
