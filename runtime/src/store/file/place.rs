//! Where a store is.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::directory::Directory;
use crate::store::StoreError;

/// The path of a store, and the directory that was found there.
#[derive(Debug)]
pub(in crate::store) struct Place {
    path: PathBuf,
    directory: Mutex<Arc<Directory>>,
}

impl Place {
    /// The place of a directory that is the user's alone, and is created if need be.
    pub(in crate::store) fn open(path: &Path) -> Result<Self, StoreError> {
        let directory = Directory::open(path)?;
        let path = directory.path().to_owned();
        Ok(Self { path, directory: Mutex::new(Arc::new(directory)) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The directory. One that was removed is looked for anew, and must be the user's alone as the
    /// first one was; one that was moved is still the one.
    pub(super) fn directory(&self) -> Result<Arc<Directory>, StoreError> {
        // It is replaced in one step: a panic elsewhere leaves no half of it.
        let mut directory = self.directory.lock().unwrap_or_else(PoisonError::into_inner);
        if directory.was_removed()? {
            *directory = Arc::new(Directory::open(&self.path)?);
        }
        Ok(Arc::clone(&directory))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_directory_that_was_removed_is_looked_for_anew_and_one_that_was_moved_is_not() {
        let above = std::env::temp_dir().join(format!("spotify-flow-place-{}", std::process::id()));
        let (path, moved) = (above.join("sessions"), above.join("moved"));
        let place = Place::open(&path).unwrap();
        let first = place.directory().unwrap();
        fs::rename(&path, &moved).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(Arc::ptr_eq(&place.directory().unwrap(), &first));
        fs::remove_dir(&moved).unwrap();
        // What lies there now is open to others.
        assert!(place.directory().is_err());
        fs::remove_dir(&path).unwrap();
        let second = place.directory().unwrap();
        assert!(!Arc::ptr_eq(&second, &first) && path.is_dir());
        assert!(Arc::ptr_eq(&place.directory().unwrap(), &second));
        fs::remove_dir_all(&above).unwrap();
    }
}
