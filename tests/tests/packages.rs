//! What would be published holds all that it needs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use spotify_flow_tests::workspace_folder;

/// The published packages and their folders.
const PACKAGES: [(&str, &str); 4] = [
    ("spotify-flow-spec", "spec"),
    ("spotify-flow-macros", "macros"),
    ("spotify-flow", "runtime"),
    ("spotify-flow-cli", "runtime/cli"),
];

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let output = cargo.args(arguments).current_dir(workspace_folder()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The files that a package would be published with, relative to its folder.
fn listed(package: &str) -> BTreeSet<String> {
    let list = cargo(&["package", "--list", "--allow-dirty", "--offline", "-p", package]);
    list.lines().map(|line| line.replace('\\', "/")).collect()
}

/// All files below a folder of a package, relative to the package.
fn files(package: &Path, folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(package.join(folder)) else { return Vec::new() };
    let below = entries.flat_map(|entry| {
        let entry = entry.unwrap();
        let path = folder.join(entry.file_name());
        let is_folder = entry.file_type().unwrap().is_dir();
        if is_folder { files(package, &path) } else { vec![path.display().to_string()] }
    });
    below.collect()
}

fn assert_lists(package: &str, folder: &str, part: &str) {
    let listed = listed(package);
    let needed = files(&workspace_folder().join(folder), Path::new(part));
    assert!(!needed.is_empty(), "{folder}/{part} holds no files");
    let missing: Vec<_> = needed.iter().filter(|file| !listed.contains(*file)).collect();
    assert!(missing.is_empty(), "{package} would be published without {missing:?}");
}

#[test]
fn every_package_is_published_with_its_sources() {
    for (package, folder) in PACKAGES {
        assert_lists(package, folder, "src");
    }
}

#[test]
fn the_spec_is_published_with_its_grants_and_providers() {
    assert_lists("spotify-flow-spec", "spec", "grants");
    assert_lists("spotify-flow-spec", "spec", "providers");
}

#[test]
fn whatever_a_package_includes_in_its_code_is_published_with_it() {
    for (package, folder) in PACKAGES {
        let listed = listed(package);
        let folder = workspace_folder().join(folder);
        for file in files(&folder, Path::new("src")) {
            for included in included(&folder.join(&file)) {
                let path = normal(&Path::new(&file).parent().unwrap().join(&included));
                assert!(listed.contains(&path), "{package}: {file} includes {path}");
            }
        }
    }
}

/// The literal paths in `include_str!("...")` and `include_bytes!("...")`, outside comments.
fn included(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let calls = lines.flat_map(|line| {
        ["include_str!(\"", "include_bytes!(\""]
            .into_iter()
            .filter_map(|call| line.split_once(call))
    });
    calls.filter_map(|(_, rest)| rest.split_once('"')).map(|(path, _)| path.to_owned()).collect()
}

/// `src/../README.md` is `README.md`.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.iter().map(|part| part.to_string_lossy()) {
        if part == ".." {
            assert!(parts.pop().is_some(), "{} leaves its package", path.display());
        } else {
            parts.push(part.into_owned());
        }
    }
    parts.join("/")
}

#[test]
fn every_published_package_says_what_a_registry_wants_to_know() {
    let metadata = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    for (package, _) in PACKAGES {
        let all = metadata["packages"].as_array().unwrap();
        let found = all.iter().find(|entry| entry["name"] == package).unwrap();
        for key in ["description", "license", "rust_version"] {
            assert!(found[key].is_string(), "{package} has no {key}");
        }
        let readme = found["readme"].as_str().map(str::to_owned);
        let readme = readme.unwrap_or_else(|| panic!("{package} has no readme"));
        assert!(listed(package).contains("README.md"), "{package} leaves {readme} behind");
    }
}
