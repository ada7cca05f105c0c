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
