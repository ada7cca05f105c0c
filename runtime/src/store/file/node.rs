//! What lies under a name.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::io::Errno;

use crate::store::{StoreError, StoreErrorKind};

/// The bits of a mode that let others in: its group, and everybody.
const OTHERS: u32 = 0o077;

/// Makes sure that a file is one, the user's alone, and found under no other name.
pub(super) fn check_file(file: &File, path: &Path) -> Result<Metadata, StoreError> {
    let found = metadata(file, path)?;
    // One that was just replaced or removed has no name at all, and whoever has it open may go on.
    let flaw = if !found.is_file() {
        Some("is not a file".to_owned())
    } else if found.nlink() > 1 {
        Some("has a second name, a hard link".to_owned())
    } else {
        flaw(&found, path, 600)
    };
    flaw.map_or(Ok(found), |flaw| Err(refused(path, &flaw)))
}

/// Makes sure that a directory is the user's alone.
pub(super) fn check_directory(file: &File, path: &Path) -> Result<(), StoreError> {
    flaw(&metadata(file, path)?, path, 700).map_or(Ok(()), |flaw| Err(refused(path, &flaw)))
}

fn metadata(file: &File, path: &Path) -> Result<Metadata, StoreError> {
    file.metadata().map_err(|error| failed(path, "can't be examined", error))
}

fn flaw(found: &Metadata, path: &Path, mode: u32) -> Option<String> {
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Some("belongs to another user".to_owned());
    }
    (found.mode() & OTHERS != 0).then(|| {
        let now = found.mode() & 0o777;
        let path = path.display();
        format!("is open to others (mode {now:o}): make it yours with `chmod {mode} '{path}'`")
    })
}

/// An error of the system's about a path.
pub(super) fn failed(path: &Path, what: &str, error: Error) -> StoreError {
    let odd = error.raw_os_error().map(Errno::from_raw_os_error).and_then(oddity);
    if let Some(flaw) = odd {
        return refused(path, flaw).with_source(error);
    }
    let full = if is_full(&error) { "the disk is full: " } else { "" };
    let message = format!("`{}` {what}: {full}{error}", path.display());
    StoreError::new(StoreErrorKind::Unavailable, message).with_source(error)
}

/// Whether there is no room, for anybody or for this user.
fn is_full(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

/// The error of a directory that is a link.
pub(super) fn link_refused(path: &Path) -> StoreError {
    refused(path, "is a symbolic link: name the directory that it leads to")
}

/// What an error says about a node that was opened without following links and without waiting.
fn oddity(error: Errno) -> Option<&'static str> {
    match error {
        // FreeBSD's word for a link that was not followed is EMLINK, NetBSD's is EFTYPE.
        Errno::LOOP | Errno::MLINK => Some("is a symbolic link"),
        Errno::ISDIR => Some("is a directory, and not a file"),
        Errno::NOTDIR => Some("is not a directory"),
        Errno::NXIO => Some("is neither a file nor a directory"),
        _ => None,
    }
}

fn refused(path: &Path, flaw: &str) -> StoreError {
    let message = format!("`{}` is not safe to keep secrets in: it {flaw}", path.display());
    StoreError::new(StoreErrorKind::Unsafe, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_is_told_in_words() {
        for (errno, full) in [(Errno::NOSPC, true), (Errno::DQUOT, true), (Errno::IO, false)] {
            let error = failed(Path::new("/a"), "can't be written", errno.into());
            assert_eq!(error.kind(), StoreErrorKind::Unavailable);
            let said = error.to_string();
            assert_eq!(
                said.starts_with("`/a` can't be written: the disk is full: "),
                full,
                "{said}"
            );
        }
    }
}
