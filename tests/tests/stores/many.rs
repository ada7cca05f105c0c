//! Many who use one store.

use std::fs::File;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::fs::FlockOperation;
use spotify_flow::store::{Committed, Key, MemoryStore, Store, StoreErrorKind};
use spotify_flow_tests::{SPOTIFY, alice, record, refresh_token};

use crate::folder::{Folder, assert_whole, now};
use crate::program::program;

#[test]
fn t_095_of_32_processes_none_loses_a_commit() {
    let folder = Folder::new();
    let sessions = folder.sessions();
    let start = |_| {
        let mut command = program(["count", sessions.to_str().unwrap(), "100"]);
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<_> = (0..32).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!((folder.generation(), folder.temporary().len()), (3200, 0));
}

#[test]
fn t_096_who_reads_during_writes_sees_whole_records_that_never_go_back() {
    let folder = Folder::with_a_record();
    let sessions = folder.sessions();
    let over = AtomicBool::new(false);
    let read = || {
        let (store, key, mut last, mut reads) = (folder.store(), alice(), 0, 0);
        while !over.load(Ordering::Relaxed) {
            let found = now(store.load(&key)).unwrap().unwrap();
            assert_whole(&key, &found);
            assert!(found.generation() >= last);
            last = found.generation();
            reads += 1;
        }
        reads
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..8).map(|_| scope.spawn(read)).collect();
        let mut writer = program(["count", sessions.to_str().unwrap(), "300"]);
        let written = writer.stdout(Stdio::null()).status().unwrap();
        over.store(true, Ordering::Relaxed);
        assert!(written.success());
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
    assert_eq!(folder.generation(), 301);
}

#[test]
fn t_096_who_reads_does_not_wait_for_who_writes() {
    let folder = Folder::with_a_record();
    let store = folder.store();
    let _lease = now(store.lease(&alice(), Duration::ZERO)).unwrap();
    let lock = File::open(folder.file("lock")).unwrap();
    rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    assert_whole(&alice(), &now(store.load(&alice())).unwrap().unwrap());
}

fn stores(folder: &Folder) -> [Arc<dyn Store>; 2] {
    [Arc::new(MemoryStore::default()), Arc::new(folder.store())]
}

#[test]
fn t_108_a_writer_that_comes_late_is_told_and_changes_nothing() {
    let folder = Folder::new();
    let key = alice();
    for store in stores(&folder) {
        let commit = |expected, generation| {
            now(store.commit(&key, expected, &record(&key, generation))).unwrap()
        };
        assert_eq!((commit(0, 1), commit(1, 2)), (Committed::Done, Committed::Done));
        for (expected, generation) in [(0, 1), (1, 2), (3, 4), (u64::MAX, 1)] {
            assert_eq!(commit(expected, generation), Committed::Conflict);
        }
        let found = now(store.load(&key)).unwrap().unwrap();
        assert_eq!(found.generation(), 2);
        assert_eq!(commit(found.generation(), 3), Committed::Done);
    }
}

/// Keys that differ in one part each, or whose parts run into each other.
fn keys() -> Vec<Key> {
    let parts = [
        ["spotify", SPOTIFY, "mixtape", "flow", "alice"],
        ["spotify", SPOTIFY, "mixtape", "flow", "bob"],
        ["spotify", SPOTIFY, "mixtape", "other", "alice"],
        ["spotify", SPOTIFY, "other", "flow", "alice"],
        ["spotify", "https://other.example/token", "mixtape", "flow", "alice"],
        ["other", SPOTIFY, "mixtape", "flow", "alice"],
        ["spotify", SPOTIFY, "mixtap", "eflow", "alice"],
        ["spotify", SPOTIFY, "mixtape", "flowa", "lice"],
        ["spotify", SPOTIFY, "mixtape", "", "flowalice"],
    ];
    let key = |[provider, server, client, flow, account]: [&str; 5]| {
        Key::new(provider, server, client, flow, account)
    };
    parts.map(key).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t_109_keys_that_differ_in_one_part_never_share_a_token() {
    let folder = Folder::new();
    for store in stores(&folder) {
        let tasks = keys().into_iter().map(|key| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for generation in 1..=20 {
                    let next = record(&key, generation);
                    let done = store.commit(&key, generation - 1, &next).await.unwrap();
                    assert_eq!(done, Committed::Done);
                    let found = store.load(&key).await.unwrap().unwrap();
                    assert_whole(&key, &found);
                    assert_eq!(found.generation(), generation);
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    }
}

#[test]
fn t_109_a_record_that_was_moved_to_another_key_is_refused_and_left_alone() {
    let folder = Folder::with_a_record();
    let store = folder.store();
    for other in keys() {
        let there = folder.sessions().join(format!("{}.record", other.digest()));
        std::fs::copy(folder.file("record"), &there).unwrap();
        let error = now(store.load(&other)).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Foreign, "{error}");
        assert!(!error.to_string().contains(&refresh_token(&alice(), 1)));
        let error = now(store.commit(&other, 0, &record(&other, 1))).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Foreign);
        assert!(there.exists());
    }
}

#[test]
fn t_110_no_account_has_a_name_that_leads_out_of_the_store() {
    let folder = Folder::new();
    let store = folder.store();
    let long = "x".repeat(300);
    let names = ["../x", "/etc/passwd", ".", "..", "", "a\0b", "a/b", "Ä", "A", "a", &long];
    for name in names {
        let key = Key::new("spotify", SPOTIFY, "mixtape", "flow", name);
        assert_eq!(now(store.commit(&key, 0, &record(&key, 1))).unwrap(), Committed::Done);
        assert_whole(&key, &now(store.load(&key)).unwrap().unwrap());
    }
    let above: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(above.len(), 1, "{above:?}");
    let files = std::fs::read_dir(folder.sessions()).unwrap();
    let files: Vec<_> = files.map(|entry| entry.unwrap().file_name()).collect();
    let records = files.iter().filter(|name| name.to_string_lossy().ends_with(".record")).count();
    assert_eq!(records, names.len(), "{files:?}");
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    assert!(files.iter().all(|name| name.as_encoded_bytes().iter().all(&plain)));
}
