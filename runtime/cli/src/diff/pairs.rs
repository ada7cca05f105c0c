//! Two files, or two folders, file by file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use spotify_flow_spec::diff::{self, Changes, Version};
use spotify_flow_spec::{Disk, Files};

use super::{Compared, Difference, wrong_call};
use crate::check::files;
use crate::spec::{self, Missing};

/// Compares what is named.
pub(super) fn compare(paths: &[String]) -> Result<Difference, Missing> {
    let [old, new] = paths else {
        return wrong_call("name two files or folders, or a revision with `--git`");
    };
    match (Path::new(old).is_dir(), Path::new(new).is_dir()) {
        (true, true) => folders(Path::new(old), Path::new(new)),
        (false, false) => {
            let changes = changes(&read(old)?, &read(new)?)?;
            Ok(Difference(vec![Compared { file: None, changes }]))
        }
        _ => wrong_call("the one is a folder, the other none: they can't be compared"),
    }
}

fn changes(old: &Version, new: &Version) -> Result<Changes, Missing> {
    diff::compare(old, new).ok_or_else(|| {
        let (old, new) = (old.declared.kind(), new.declared.kind());
        Missing::Called(format!("the one declares {old}, the other {new}: they can't be compared"))
    })
}

fn read(called: &str) -> Result<Version, Missing> {
    let path = Path::new(called);
    if path.is_file() {
        return diff::read(path, &Disk).map_err(Missing::Wrong);
    }
    let (provider, flow) = spec::name(called).map_err(Missing::Called)?;
    diff::read_bundled(provider, flow).map_err(Missing::Wrong)
}

fn folders(old: &Path, new: &Path) -> Result<Difference, Missing> {
    let list = |folder: &Path| -> Result<BTreeSet<PathBuf>, Missing> {
        let files = files::Search::default().of(&[folder]).map_err(Missing::Called)?;
        Ok(files.iter().filter_map(|it| Some(it.strip_prefix(folder).ok()?.to_owned())).collect())
    };
    let names = (list(old)?, list(new)?);
    let old = Side { folder: old, files: &Disk, names: names.0 };
    let new = Side { folder: new, files: &Disk, names: names.1 };
    sides(&old, &new)
}

/// Files as they were, or as they are.
pub(super) struct Side<'a> {
    pub(super) folder: &'a Path,
    pub(super) files: &'a dyn Files,
    pub(super) names: BTreeSet<PathBuf>,
}

impl Side<'_> {
    fn read(&self, name: &Path) -> Result<Option<Version>, Missing> {
        if !self.names.contains(name) {
            return Ok(None);
        }
        diff::read(&self.folder.join(name), self.files).map(Some).map_err(Missing::Wrong)
    }
}

/// Compares file by file; one that is on one side alone is gone, or new.
pub(super) fn sides(old: &Side<'_>, new: &Side<'_>) -> Result<Difference, Missing> {
    let mut all = Difference::default();
    for name in old.names.union(&new.names) {
        let changes = match (old.read(name)?, new.read(name)?) {
            (Some(old), Some(new)) => changes(&old, &new)?,
            (old, new) => diff::appeared(old.as_ref(), new.as_ref()),
        };
        all.0.push(Compared { file: Some(name.display().to_string()), changes });
    }
    Ok(all)
}
