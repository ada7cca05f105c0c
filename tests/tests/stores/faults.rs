//! A system that denies what it is asked for.

use std::ffi::OsString;
use std::fs;
use std::process::Output;

use spotify_flow_tests::requires;

use crate::folder::Folder;
use crate::program::{PROGRAM, program};
use crate::strace::{self, Call};

/// The error was returned, and no thread panicked.
fn assert_refused(output: &Output, call: &Call) {
    assert_eq!(output.status.code(), Some(1), "{call:?}: {output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("refresh-alice"), "{said}");
}

/// A commit during which a call fails says so or is done; and the next one works.
fn fails_at(call: &Call, errno: &str) {
    let folder = Folder::with_a_record();
    let output = strace::inject(&folder, 2, call, &format!("error={errno}"));
    let before = folder.temporary();
    let found = folder.generation();
    if output.status.success() {
        assert_eq!(found, 2, "{call:?} {errno}: what is done is there");
    } else {
        assert_refused(&output, call);
        assert!([1, 2].contains(&found), "{call:?} {errno}: {found}");
    }
    if !call.name.contains("unlink") {
        assert_eq!(before, [""; 0], "{call:?} {errno}");
    }
    folder.keep(found + 1);
    assert_eq!((folder.generation(), folder.temporary().len()), (found + 1, 0));
}

fn fails_everywhere(errno: &str) {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    for call in calls.iter().filter(|call| call.may_fail()) {
        fails_at(call, errno);
    }
}

#[test]
fn t_092_a_full_disk_costs_no_record() {
    fails_everywhere("ENOSPC");
}

#[test]
fn t_092_a_full_disk_is_told_in_words() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    for writing in ["pwrite", "write", "fsync"] {
        let call = calls.iter().find(|call| call.name.starts_with(writing)).unwrap();
        for errno in ["ENOSPC", "EDQUOT"] {
            let folder = Folder::with_a_record();
            let output = strace::inject(&folder, 2, call, &format!("error={errno}"));
            assert_refused(&output, call);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("Unavailable: ") && said.contains("the disk is full"), "{said}");
        }
    }
}

#[test]
fn t_092_a_broken_disk_costs_no_record() {
    fails_everywhere("EIO");
}

#[test]
fn t_092_a_denied_permission_costs_no_record() {
    fails_everywhere("EACCES");
}

#[test]
fn t_092_a_lack_of_descriptors_costs_no_record() {
    fails_everywhere("EMFILE");
}

#[test]
fn t_092_a_file_system_that_turns_read_only_costs_no_record() {
    fails_everywhere("EROFS");
}

#[test]
fn t_092_a_disk_that_fails_to_write_is_an_error() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let writing = ["pwrite", "write", "fsync", "rename", "flock"];
    let writing = |call: &&Call| writing.iter().any(|name| call.name.starts_with(name));
    let unlocked = |call: &Call| call.line.contains("LOCK_UN");
    let mut tried = 0;
    for call in calls.iter().filter(writing).filter(|call| !unlocked(call)) {
        let folder = Folder::with_a_record();
        assert_refused(&strace::inject(&folder, 2, call, "error=EIO"), call);
        tried += 1;
    }
    assert!(tried >= 5, "{calls:#?}");
}

#[test]
fn t_092_a_call_that_is_interrupted_is_made_again() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let again = ["openat", "read", "write", "fsync", "rename", "flock", "getrandom"];
    for call in calls.iter().filter(|call| again.iter().any(|name| call.name.starts_with(name))) {
        let folder = Folder::with_a_record();
        let output = strace::inject(&folder, 2, call, "error=EINTR");
        assert!(output.status.success(), "{call:?}: {output:?}");
        assert_eq!(folder.generation(), 2, "{call:?}");
    }
}

#[test]
fn t_092_a_write_that_is_cut_short_costs_no_record() {
    let folder = Folder::with_a_record();
    // No file may be longer than nothing: the system writes what it can, and then refuses.
    let script = r#"trap '' XFSZ; ulimit -f 0; exec "$0" commit "$1" 2"#;
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", script, PROGRAM]).arg(folder.sessions()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!((folder.temporary().len(), folder.generation()), (0, 1));
}

#[test]
fn t_098_a_damaged_record_that_can_not_be_set_aside_is_damaged_all_the_same() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let folder = Folder::with_a_record();
    fs::write(folder.file("record"), "damaged").unwrap();
    let lock = Call { name: "flock".to_owned(), nth: 1, line: String::new() };
    let load: [OsString; 4] =
        [PROGRAM.into(), "count".into(), folder.sessions().into(), "1".into()];
    let output = strace::inject_in(&load, &lock, "error=ENOLCK");
    assert_refused(&output, &lock);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("Corrupt: "), "{said}");
    assert!(folder.file("record").exists() && !folder.file("bad").exists());
}

#[test]
fn t_101_a_file_system_without_locks_is_an_error_that_says_so() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let lock = calls.iter().find(|call| call.name == "flock").unwrap();
    for errno in ["ENOLCK", "EOPNOTSUPP", "ENOSYS"] {
        let folder = Folder::with_a_record();
        let output = strace::inject(&folder, 2, lock, &format!("error={errno}"));
        assert_refused(&output, lock);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(".lock` can't be locked"), "{said}");
        assert_eq!(folder.generation(), 1);
    }
}

#[test]
fn t_101_without_a_home_there_is_an_error_that_says_what_to_set() {
    let output = program(["state-dir", "mixtape"]).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("set HOME"), "{output:?}");
    let folder = Folder::new();
    let mut in_home = program(["state-dir", "mixtape"]);
    let output = in_home.env_clear().env("HOME", folder.path()).output().unwrap();
    let expected = folder.path().join(".local/state/mixtape/sessions");
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), expected.to_str().unwrap());
    assert!(expected.is_dir());
}
