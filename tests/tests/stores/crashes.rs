//! A program that is ended in the middle of a commit.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use spotify_flow::store::Store as _;
use spotify_flow_tests::{alice, record, requires};

use crate::folder::{Folder, now};
use crate::program::program;
use crate::strace;

/// Numbers that look random and are the same each time.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// The last generation that the program was told is kept, before it was killed.
fn killed_after(folder: &Folder, delay: Duration) -> Option<u64> {
    let sessions = folder.sessions();
    let mut command = program(["count", sessions.to_str().unwrap(), "1000"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // A line is written in one call, so each is whole.
    lines.map(|line| line.unwrap().parse().unwrap()).last()
}

#[test]
fn t_090_a_program_that_is_killed_at_any_time_loses_no_record() {
    let folder = Folder::with_a_record();
    let (mut seed, mut kept, mut kills) = (90, 1, 0);
    while kept < 1000 && kills < 300 {
        let delay = Duration::from_micros(2_000 + random(&mut seed) % 60_000);
        let told = killed_after(&folder, delay).unwrap_or(kept);
        let found = folder.generation();
        assert!(told >= kept && found >= told, "{kept} {told} {found}");
        assert_eq!(folder.temporary(), [""; 0], "the next start removed what was left");
        kept = found;
        kills += 1;
    }
    assert!(kept > 100, "{kept} commits in {kills} lives");
}

#[test]
fn t_090_a_program_that_is_killed_at_any_system_call_loses_no_record() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let mut left_behind = 0;
    for call in &calls {
        let folder = Folder::with_a_record();
        let output = strace::inject(&folder, 2, call, "signal=KILL");
        assert!(!output.status.success(), "{call:?}: {output:?}");
        left_behind += folder.temporary().len();
        let found = folder.generation();
        assert!([1, 2].contains(&found), "{call:?}: {found}");
        assert_eq!(folder.temporary(), [""; 0], "{call:?}");
        folder.keep(found + 1);
        assert_eq!(folder.generation(), found + 1, "{call:?}");
    }
    assert!(left_behind > 0, "some were killed while they wrote: {calls:#?}");
}

#[test]
fn t_090_a_first_login_that_is_killed_at_any_system_call_can_be_kept_the_next_time() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    for call in strace::calls(&Folder::new(), 1) {
        let folder = Folder::new();
        strace::inject(&folder, 1, &call, "signal=KILL");
        let found = folder.generation();
        assert!([0, 1].contains(&found), "{call:?}: {found}");
        folder.keep(found + 1);
        assert_eq!(folder.generation(), found + 1, "{call:?}");
        let mode = fs::metadata(folder.sessions()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn t_097_what_a_killed_program_left_is_removed_by_the_next_commit_and_only_that() {
    let folder = Folder::with_a_record();
    let (store, key) = (folder.store(), alice());
    let digest = key.digest();
    let random = "AbCdEfGhIjKlMnOpQrStUv";
    let others = [
        format!("{digest}.tmp"),
        format!("{digest}.{random}.tmp.txt"),
        format!("{digest}.{random}x.tmp"),
        "notes.tmp".to_owned(),
    ];
    for name in &others {
        fs::write(folder.sessions().join(name), "mine").unwrap();
    }
    // As a program leaves it that is killed while it writes.
    let left = format!("{digest}.{random}.tmp");
    fs::write(folder.file("lock"), &left).unwrap();
    let left = folder.sessions().join(left);
    fs::write(&left, "half a rec").unwrap();
    let _ = now(store.commit(&key, 1, &record(&key, 2))).unwrap();
    assert!(!left.exists());
    // As it is when what says so did not reach the disk.
    fs::write(&left, "half a rec").unwrap();
    drop(folder.store());
    assert!(!left.exists());
    assert!(others.iter().all(|name| folder.sessions().join(name).exists()));
}

#[test]
fn t_097_what_a_program_left_that_was_killed_while_it_wrote_is_removed_by_a_store_that_is_open() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let calls = strace::calls(&Folder::with_a_record(), 2);
    let mut left_behind = 0;
    for call in &calls {
        let folder = Folder::with_a_record();
        let (store, key) = (folder.store(), alice());
        strace::inject(&folder, 2, call, "signal=KILL");
        left_behind += folder.temporary().len();
        let found = now(store.load(&key)).unwrap().unwrap().generation();
        let _ = now(store.commit(&key, found, &record(&key, found + 1))).unwrap();
        assert_eq!(folder.temporary(), [""; 0], "{call:?}");
    }
    assert!(left_behind > 0, "some were killed while they wrote: {calls:#?}");
}

#[test]
fn t_097_a_temporary_file_has_a_name_that_nobody_can_guess() {
    let Some(()) = requires::or_skip(strace::available()) else { return };
    let folder = Folder::with_a_record();
    let names = [2, 3].map(|generation| {
        let calls = strace::calls(&folder, generation);
        let created = calls.iter().find(|call| call.line.contains("O_EXCL")).unwrap();
        created.line.split('"').nth(1).unwrap().to_owned()
    });
    let random = names.each_ref().map(|name| name.split('.').nth(1).unwrap());
    assert!(random[0] != random[1] && random[0].len() == 22, "{names:?}");
}
