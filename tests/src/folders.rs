//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of this package.
pub fn package_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the workspace.
pub fn workspace_folder() -> &'static Path {
    package_folder().parent().expect("the package lies in the workspace")
}

/// The folder that cargo builds into: where the running test lies, whatever cargo was told.
pub fn target_folder() -> PathBuf {
    let program = env::current_exe().expect("a running program has a path");
    let tagged = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    tagged.map_or_else(|| workspace_folder().join("target"), Path::to_path_buf)
}
