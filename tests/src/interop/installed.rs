//! Packages of other languages, installed below cargo's target folder.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::folders::target_folder;
use crate::requires::Missing;

/// The folder with what `contents` describe, filled when it isn't there yet.
///
/// It is named after the contents, so another version gets a folder of its own. It gets its name
/// when it is complete, so that tests of several processes can want it at the same time.
pub(super) fn installed(
    name: &str,
    contents: &impl Hash,
    fill: impl FnOnce(&Path) -> Result<(), Missing>,
) -> Result<PathBuf, Missing> {
    let folder = target_folder().join(format!("interop/{name}-{:016x}", fingerprint(contents)));
    if folder.is_dir() {
        return Ok(folder);
    }
    let draft = folder.with_extension(format!("draft-{}", std::process::id()));
    fs::create_dir_all(&draft).expect("the target folder can be written");
    let filled = fill(&draft);
    if filled.is_err() || fs::rename(&draft, &folder).is_err() {
        // There is nothing to keep, or somebody else was first.
        fs::remove_dir_all(&draft).ok();
    }
    filled.map(|()| folder)
}

fn fingerprint(contents: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    hasher.finish()
}
