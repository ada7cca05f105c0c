//! The spec files of a path.

use std::path::{Path, PathBuf};

/// The spec files of a path: itself, or those of a folder and of the folders in it.
pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    // A file that isn't there was called wrongly; one that can't be read is a problem to report.
    if !path.exists() {
        return Err(format!("there is no file or folder `{}`", path.display()));
    }
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let before = files.len();
    search(path, files).map_err(|error| format!("`{}`: {error}", path.display()))?;
    if files.len() == before {
        return Err(format!("there is no spec file in `{}`", path.display()));
    }
    Ok(())
}

fn search(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if kind.is_dir() {
            search(&path, files)?;
        } else if name.ends_with(".toml") && name != "Cargo.toml" {
            files.push(path);
        }
    }
    Ok(())
}
