//! Bundled files in memory, to be edited and checked.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use spotify_flow_spec::Files;

/// Files by their paths from this package's folder.
pub(crate) type Texts = HashMap<PathBuf, String>;

/// Files that were read from the disk, and perhaps changed since.
pub(crate) struct Edited(pub(crate) Texts);

impl Files for Edited {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The bundled files, and the one that the examples of the rules add.
pub(crate) fn bundled() -> Texts {
    ["grants", "providers/spotify", "src/rules"].into_iter().flat_map(folder).collect()
}

/// The spec files of a folder of this package.
pub(crate) fn folder(sub: &str) -> Texts {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = HashMap::new();
    for entry in std::fs::read_dir(package.join(sub)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.insert(path.strip_prefix(package).unwrap().to_owned(), text);
        }
    }
    files
}
