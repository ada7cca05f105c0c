//! A user's package, outside the workspace, with `spotify-flow` as its one dependency: it builds and
//! runs, and follows every edit of a spec file.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use spotify_flow_tests::{target_folder, workspace_folder};

/// What a checkout of the library has that a user's package builds.
const PARTS: [&str; 4] = ["spec", "macros", "runtime", "tests/outside"];

/// A copy of the library and of the package that uses it, to be edited. Only one test edits it at a
/// time.
struct Copy {
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Copy {
    fn fresh() -> Copy {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = target_folder().join("outside");
        for part in PARTS {
            clear(&folder.join(part), &workspace_folder().join(part));
            copy(&workspace_folder().join(part), &folder.join(part));
        }
        let manifest = fs::read_to_string(workspace_folder().join("Cargo.toml")).unwrap();
        let members = r#"members = ["spec", "macros", "runtime"]"#;
        let manifest: Vec<&str> = manifest
            .lines()
            .map(|line| if line.starts_with("members = ") { members } else { line })
            .collect();
        write(&folder.join("Cargo.toml"), &manifest.join("\n"));
        // The versions that everything else is tested with.
        let lock = fs::read_to_string(workspace_folder().join("Cargo.lock")).unwrap();
        fs::write(folder.join("tests/outside/Cargo.lock"), lock).unwrap();
        Copy { folder, _alone: alone }
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(arguments).arg("--quiet").current_dir(self.folder.join("tests/outside"));
        cargo.env("CARGO_TARGET_DIR", self.folder.join("target")).env_remove("RUSTFLAGS");
        cargo.output().unwrap()
    }

    /// Whether the program builds, and what the compiler says.
    fn builds(&self) -> (bool, String) {
        let output = self.cargo(&["check"]);
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Edits a file.
    fn edit(&self, file: &str, find: &str, replace: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(find), "{file} does not say `{find}`");
        fs::write(path, text.replacen(find, replace, 1)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            write(&to, &fs::read_to_string(from).unwrap());
        }
    }
}

/// Removes what an earlier run left that is there no more.
fn clear(folder: &Path, from: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let (path, from) = (entry.path(), from.join(entry.file_name()));
        if path.is_dir() && from.is_dir() {
            clear(&path, &from);
        } else if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else if !from.is_file() {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Leaves a file alone that is as it should be: cargo goes by dates.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_program_with_one_dependency_builds_and_runs_flows() {
    let output = Copy::fresh().cargo(&["run"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "album: /v1/albums/1 for Bearer app\ntunes: /tunes for Bearer second\n"
    );
}

#[test]
fn an_edit_of_an_operation_reaches_its_callers_without_a_clean() {
    let copy = Copy::fresh();
    let file = "tests/outside/flows/acme.toml";
    assert_eq!(copy.builds(), (true, String::new()));
    copy.edit(file, "scopes    = [\"tunes\"]", "scopes    = [\"tunes\", \"keep\"]");
    assert_eq!(copy.builds(), (true, String::new()), "`calls(...)` asks for what is needed now");
    copy.edit("tests/outside/src/main.rs", "calls(list_tunes, get_news)", "scopes(tunes)");
    let (builds, says) = copy.builds();
    assert!(!builds);
    assert!(says.contains("`Jukebox` does not ask for the scope `Keep`"), "{says}");
}

const CLAIMED: &str = "refreshable        = true";
const DROPPED: &str = "refreshable        = false";

#[test]
fn an_edit_of_a_file_of_ones_own_changes_the_client_without_a_clean() {
    let copy = Copy::fresh();
    let file = "tests/outside/flows/acme.toml";
    assert_eq!(copy.builds(), (true, String::new()));
    copy.edit(file, CLAIMED, DROPPED);
    let (builds, says) = copy.builds();
    assert!(!builds);
    assert!(says.contains("`Jukebox` cannot be refreshed: its flow says `refreshable = false`"));
    copy.edit(file, DROPPED, CLAIMED);
    assert_eq!(copy.builds(), (true, String::new()));
}

#[test]
fn an_edit_of_a_bundled_file_changes_the_client_without_a_clean() {
    let copy = Copy::fresh();
    let file = "spec/providers/spotify/authorization_code_pkce.toml";
    let program = r#"//! Renews.
use spotify_flow::{ClientId, Error, RedirectUri, Session, spotify_flow};

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

async fn renew(session: &Session<Mixtape>) -> Result<(), Error> {
    session.refresh().await.map(|_| ())
}

fn main() {
    let _ = renew;
}
"#;
    write(&copy.folder.join("tests/outside/src/bin/renew.rs"), program);
    assert_eq!(copy.builds(), (true, String::new()));
    copy.edit(file, CLAIMED, DROPPED);
    let (builds, says) = copy.builds();
    assert!(!builds);
    assert!(says.contains("`Mixtape` cannot be refreshed: its flow says `refreshable = false`"));
    copy.edit(file, DROPPED, CLAIMED);
    assert_eq!(copy.builds(), (true, String::new()));
}
