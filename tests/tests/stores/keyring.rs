//! The keyring of a desktop: a real one, on a message bus of its own.

use std::fs;
use std::process::{Command, Output, Stdio};

use spotify_flow_tests::requires::{self, Missing};

use crate::folder::Folder;
use crate::program::{PROGRAM, program};

/// How a keyring is unlocked where nobody logs in: with a password on its standard input.
const UNLOCKED: &str = r#"printf secret | gnome-keyring-daemon --unlock --components=secrets > /dev/null
exec "$@""#;

fn available() -> Result<(), Missing> {
    requires::version("dbus-run-session")?;
    requires::version("gnome-keyring-daemon").map(drop)
}

/// Runs the program in a desktop session that keeps its keyring in this folder.
fn in_session(folder: &Folder, command: &str) -> Output {
    let locks = folder.sessions();
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh", "-c", UNLOCKED, "sh", PROGRAM, command]).arg(locks);
    for variable in ["HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        session.env(variable, folder.path());
    }
    session.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
    session.output().unwrap()
}

fn works(command: &str) {
    let Some(()) = requires::or_skip(available()) else { return };
    let folder = Folder::new();
    let output = in_session(&folder, command);
    assert!(output.status.success(), "{output:?}");
    for lock in fs::read_dir(folder.sessions()).unwrap() {
        assert_eq!(lock.unwrap().metadata().unwrap().len(), 0, "what lies in files is no secret");
    }
}

#[test]
fn a_store_in_the_keyring_keeps_the_promises_of_stores() {
    works("keyring-promises");
}

#[test]
fn t_103_tokens_of_four_kibibytes_are_kept() {
    works("keyring-long");
}

#[test]
fn t_103_without_a_keyring_there_is_an_error_that_says_so() {
    let folder = Folder::new();
    let mut alone = program(["keyring-load", folder.sessions().to_str().unwrap()]);
    let nowhere = format!("unix:path={}", folder.path().join("nothing").display());
    let output = alone.env("DBUS_SESSION_BUS_ADDRESS", nowhere).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Unavailable") && said.contains("can't be reached"), "{said}");
}

#[test]
fn t_104_of_16_processes_on_one_keyring_none_loses_a_commit() {
    works("keyring-many");
}
