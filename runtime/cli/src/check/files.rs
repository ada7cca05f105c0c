//! The spec files of a path.

use std::path::{Path, PathBuf};

use super::ignored::Ignored;

/// A search for spec files.
#[derive(Default)]
pub(crate) struct Search {
    ignored: Ignored,
}

impl Search {
    /// One that leaves out what these patterns match.
    pub(crate) fn without(ignored: Ignored) -> Self {
        Self { ignored }
    }

    /// The spec files of paths, each once: themselves, or those of a folder and of the folders in it.
    pub(crate) fn of(&self, paths: &[&Path]) -> Result<Vec<PathBuf>, String> {
        let mut files = Vec::new();
        for path in paths {
            self.collect(path, &mut files)?;
        }
        let mut seen = std::collections::HashSet::new();
        files.retain(|file| seen.insert(file.clone()));
        Ok(files)
    }

    fn collect(&self, path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
        // A file that isn't there was called wrongly; one that can't be read is a problem to report.
        if !path.exists() {
            return Err(format!("there is no file or folder `{}`", path.display()));
        }
        if !path.is_dir() {
            files.push(path.to_owned());
            return Ok(());
        }
        let before = files.len();
        self.search(path, files).map_err(|error| format!("`{}`: {error}", path.display()))?;
        if files.len() == before {
            return Err(format!("there is no spec file in `{}`", path.display()));
        }
        Ok(())
    }

    fn search(&self, folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
        let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if !self.takes_name(&path) {
                continue;
            }
            // A link to a file is the file; one to a folder may lead back here.
            let link = entry.file_type()?.is_symlink();
            match std::fs::metadata(&path) {
                Ok(it) if it.is_dir() && !link => self.search(&path, files)?,
                Ok(it) if it.is_file() && is_toml(&path) => files.push(path),
                Ok(_) => {}
                Err(_) if is_toml(&path) => files.push(path),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Whether a search through folders would come to this file.
    pub(crate) fn takes(&self, path: &Path) -> bool {
        is_toml(path)
            && path.ancestors().filter(|it| it.file_name().is_some()).all(|it| self.takes_name(it))
    }

    fn takes_name(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let hidden = name.starts_with('.') && name != "..";
        !hidden && !OTHERS.contains(&name.as_ref()) && !self.ignored.matches(path)
    }
}

/// Folders and files that hold no specs, in repositories that do.
const OTHERS: [&str; 14] = [
    "target",
    "node_modules",
    "Cargo.toml",
    "Cross.toml",
    "about.toml",
    "book.toml",
    "clippy.toml",
    "cliff.toml",
    "deny.toml",
    "pyproject.toml",
    "release.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "taplo.toml",
];

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}
