//! The directory of a store.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, Stat, fstat};
use rustix::io::retry_on_intr;

use super::node::{check_directory, check_file, failed, link_refused};
use crate::store::StoreError;

/// For the user alone: 0600, and 0700 for the directory.
const FILE_MODE: Mode = Mode::RUSR.union(Mode::WUSR);
const DIRECTORY_MODE: u32 = 0o700;

/// How every file is opened: links are not followed, a FIFO or a device is not waited for, and
/// programs that this one starts don't inherit it.
const GUARDED: OFlags =
    OFlags::NOFOLLOW.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// A directory that is held open: whatever is put in its place later, files are found in this one.
#[derive(Debug)]
pub(super) struct Directory {
    file: File,
    path: PathBuf,
}

impl Directory {
    /// Opens a directory that is the user's alone, and creates it if need be.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        // A slash at the end would make the system follow a link.
        let path: PathBuf = path.components().collect();
        create(&path).map_err(|error| failed(&path, "can't be created", error))?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | GUARDED;
        let file = open_at(CWD, &path, flags);
        let file = file.map_err(|error| {
            // Some systems say of a link that it is no directory, which is not what people see.
            if is_link(&path) {
                link_refused(&path)
            } else {
                failed(&path, "can't be opened", error)
            }
        })?;
        check_directory(&file, &path)?;
        Ok(Self { file, path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it has no name any more, and nothing can be put into it.
    pub(super) fn was_removed(&self) -> Result<bool, StoreError> {
        let found = retry_on_intr(|| fstat(&self.file)).map_err(io::Error::from);
        let found = found.map_err(|error| failed(&self.path, "can't be examined", error))?;
        Ok(found.st_nlink == 0)
    }

    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Opens a file to read it; `None` where there is none.
    pub(super) fn read(&self, name: &str) -> Result<Option<File>, StoreError> {
        let path = self.path_of(name);
        match open_at(&self.file, name, OFlags::RDONLY | GUARDED) {
            Ok(file) => check_file(&file, &path).map(|_| Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path, "can't be opened", error)),
        }
    }

    /// Opens a file to lock it, and creates it if need be.
    pub(super) fn open_lock(&self, name: &str) -> Result<File, StoreError> {
        let file = self.open_to_write(name, OFlags::RDWR | OFlags::CREATE)?;
        check_file(&file, &self.path_of(name))?;
        Ok(file)
    }

    /// Creates a file that must not be there yet, and so is nobody else's.
    pub(super) fn create(&self, name: &str) -> Result<File, StoreError> {
        self.open_to_write(name, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL)
    }

    fn open_to_write(&self, name: &str, flags: OFlags) -> Result<File, StoreError> {
        let file = open_at(&self.file, name, flags | GUARDED);
        file.map_err(|error| failed(&self.path_of(name), "can't be opened", error))
    }

    /// What lies under a name, a link not followed; `None` where nothing does.
    pub(super) fn stat(&self, name: &str) -> Result<Option<Stat>, StoreError> {
        let stat = || rustix::fs::statat(&self.file, name, AtFlags::SYMLINK_NOFOLLOW);
        match retry_on_intr(stat).map_err(io::Error::from) {
            Ok(stat) => Ok(Some(stat)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&self.path_of(name), "can't be examined", error)),
        }
    }

    /// Gives a file another name, and whatever had that name is gone.
    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let renamed = retry_on_intr(|| rustix::fs::renameat(&self.file, from, &self.file, to));
        renamed.map_err(|error| failed(&self.path_of(to), "can't be replaced", error.into()))
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), StoreError> {
        let removed = retry_on_intr(|| rustix::fs::unlinkat(&self.file, name, AtFlags::empty()));
        removed.map_err(|error| failed(&self.path_of(name), "can't be removed", error.into()))
    }

    /// Makes the names in it reach the disk.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        let what = "may not have reached the disk";
        self.file.sync_all().map_err(|error| failed(&self.path, what, error))
    }

    /// The names in it that are text, as all of ours are.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.file)? {
            names.extend(entry?.file_name().to_str().ok().map(str::to_owned));
        }
        Ok(names)
    }
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_symlink())
}

fn open_at(
    at: impl std::os::fd::AsFd,
    path: impl rustix::path::Arg + Copy,
    flags: OFlags,
) -> io::Result<File> {
    let at = at.as_fd();
    let file = retry_on_intr(|| rustix::fs::openat(at, path, flags, FILE_MODE))?;
    Ok(File::from(file))
}

/// Creates a directory and those above it that are missing, for the user alone.
fn create(path: &Path) -> io::Result<()> {
    let make = || DirBuilder::new().mode(DIRECTORY_MODE).create(path);
    match (make(), path.parent()) {
        (Err(error), _) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
            create(parent)?;
            make().or_else(unless_there)?;
        }
        (made, _) => made?,
    }
    sync_above(path);
    Ok(())
}

fn unless_there(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::AlreadyExists { Ok(()) } else { Err(error) }
}

/// Makes a new directory's name reach the disk. Not every directory above may be read, and then the
/// system's own time must do.
fn sync_above(path: &Path) {
    let above = path.parent().filter(|path| !path.as_os_str().is_empty());
    if let Ok(above) = File::open(above.unwrap_or(Path::new("."))) {
        above.sync_all().ok();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_that_can_not_be_looked_up_is_not_one_that_is_free() {
        let path = std::env::temp_dir().join(format!("spotify-flow-names-{}", std::process::id()));
        let directory = Directory::open(&path).unwrap();
        let too_long = "x".repeat(300);
        assert!(directory.stat("nothing").unwrap().is_none());
        assert!(directory.read("nothing").unwrap().is_none());
        assert!(directory.stat(&too_long).is_err());
        assert!(directory.read(&too_long).is_err());
        fs::remove_dir_all(&path).unwrap();
    }

    #[test]
    fn what_is_no_directory_is_told_as_what_it_is() {
        let above = std::env::temp_dir().join(format!("spotify-flow-what-{}", std::process::id()));
        let [there, file, link] = ["there", "file", "link"].map(|name| above.join(name));
        Directory::open(&there).unwrap();
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&there, &link).unwrap();
        for (path, told) in [(&file, "is not a directory"), (&link, "is a symbolic link")] {
            let error = Directory::open(path).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        fs::remove_dir_all(&above).unwrap();
    }

    #[test]
    fn a_directory_that_somebody_else_has_just_made_is_there() {
        assert!(unless_there(ErrorKind::AlreadyExists.into()).is_ok());
        for kind in [ErrorKind::PermissionDenied, ErrorKind::NotFound, ErrorKind::StorageFull] {
            assert_eq!(unless_there(kind.into()).unwrap_err().kind(), kind);
        }
    }
}
