//! The files on disk.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::load::Files;
use crate::read::MAX_BYTES;

/// The files on disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    /// Reads regular files alone, and no more of one than a spec may have: a pipe is waited for
    /// without end, and `/dev/zero` has none.
    fn read(&self, path: &Path) -> io::Result<String> {
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let limit = MAX_BYTES as u64;
        let (file, mut text) = (File::open(path)?, String::new());
        if file.metadata()?.len() > limit {
            return Err(too_large());
        }
        // It may grow while it is read.
        file.take(limit + 1).read_to_string(&mut text)?;
        if text.len() > MAX_BYTES { Err(too_large()) } else { Ok(text) }
    }
}

fn too_large() -> io::Error {
    io::Error::other("it is too large for a spec file: 1 MiB is the limit")
}
