//! A file that an editor has, and the disk has not yet.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use spotify_flow_spec::{Disk, Files};

/// The most that is read: the spec itself refuses a file of so much, and says why.
const LIMIT: u64 = (1 << 20) + 1;

/// What was read from the input, at a path of its own; all else is on the disk.
pub(super) struct Input {
    path: PathBuf,
    text: String,
}

impl Input {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let mut text = String::new();
        let read = io::stdin().lock().take(LIMIT).read_to_string(&mut text);
        read.map_err(|error| format!("the input can't be read: {error}"))?;
        Ok(Self { path: path.to_owned(), text })
    }
}

impl Files for Input {
    fn read(&self, path: &Path) -> io::Result<String> {
        if path == self.path { Ok(self.text.clone()) } else { Disk.read(path) }
    }
}
