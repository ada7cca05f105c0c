//! A program outside the workspace, with `spotify-flow` as its one dependency, builds and runs.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use spotify_flow_tests::{package_folder, target_folder, workspace_folder};

/// A copy, so that nothing of this workspace is near and nothing is left behind in the sources.
fn moved_out() -> PathBuf {
    let folder = target_folder().join("outside");
    copy(&package_folder().join("outside"), &folder);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let runtime = workspace_folder().join("runtime").display().to_string();
    let manifest = manifest.replace("\"../../runtime\"", &format!("{runtime:?}"));
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions that everything else is tested with.
    fs::copy(workspace_folder().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_program_with_one_dependency_builds_and_runs_flows() {
    let folder = moved_out();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet"]).current_dir(&folder);
    cargo.env("CARGO_TARGET_DIR", folder.join("target")).env_remove("RUSTFLAGS");
    let output = cargo.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "album: /v1/albums/1 for Bearer app\ntunes: /tunes for Bearer second\n"
    );
}
