//! Locks, and what becomes of them.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use spotify_flow::store::{Committed, Key, Store as _, StoreErrorKind};
use spotify_flow_tests::{alice, record};

use crate::folder::{Folder, first, now};
use crate::program::Holder;

const A_MOMENT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(60);
/// Longer than any machine is busy.
const FOR_EVER: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn t_100_a_holder_that_is_killed_gives_its_lease_back() {
    let folder = Folder::new();
    let (store, holder) = (folder.store(), Holder::start(&folder));
    let busy = store.lease(&alice(), A_MOMENT).await.unwrap_err();
    assert_eq!(busy.kind(), StoreErrorKind::Busy);
    holder.signal("KILL");
    drop(store.lease(&alice(), LONG).await.unwrap());
}

#[tokio::test]
async fn t_100_a_holder_that_is_stopped_keeps_others_waiting_for_as_long_as_they_like() {
    let folder = Folder::new();
    let (store, holder) = (folder.store(), Holder::start(&folder));
    holder.signal("STOP");
    for patience in [Duration::ZERO, A_MOMENT] {
        let start = Instant::now();
        let busy = store.lease(&alice(), patience).await.unwrap_err();
        assert_eq!(busy.kind(), StoreErrorKind::Busy);
        assert!((patience..patience + Duration::from_secs(5)).contains(&start.elapsed()));
    }
    holder.signal("CONT");
    drop(holder);
    drop(store.lease(&alice(), LONG).await.unwrap());
}

#[tokio::test]
async fn t_100_who_holds_a_lease_can_commit_and_so_can_others() {
    let folder = Folder::new();
    let (store, key) = (folder.store(), alice());
    let lease = store.lease(&key, Duration::ZERO).await.unwrap();
    assert_eq!(store.commit(&key, 0, &record(&key, 1)).await.unwrap(), Committed::Done);
    assert_eq!(folder.store().commit(&key, 1, &record(&key, 2)).await.unwrap(), Committed::Done);
    drop(lease);
}

#[tokio::test]
async fn t_100_a_lock_file_that_was_removed_or_replaced_is_found_again() {
    let folder = Folder::new();
    let (store, key) = (folder.store(), alice());
    assert_eq!(store.commit(&key, 0, &record(&key, 1)).await.unwrap(), Committed::Done);
    fs::remove_file(folder.file("lock")).unwrap();
    assert_eq!(store.commit(&key, 1, &record(&key, 2)).await.unwrap(), Committed::Done);
    drop(store.lease(&key, Duration::ZERO).await.unwrap());
    // Who waits for the old file goes on to the new one, and takes no other's away.
    let held = store.lease(&key, Duration::ZERO).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.lease(&alice(), LONG).await }
    });
    tokio::time::sleep(A_MOMENT).await;
    fs::rename(folder.file("lease"), folder.path().join("old")).unwrap();
    let other = store.lease(&key, Duration::ZERO).await.unwrap();
    drop(held);
    tokio::time::sleep(A_MOMENT).await;
    assert!(!waiting.is_finished() && folder.file("lease").exists());
    drop(other);
    let lease = waiting.await.unwrap().unwrap();
    assert!(store.lease(&key, Duration::ZERO).await.is_err());
    drop(lease);
    assert!(!folder.file("lease").exists());
}

#[test]
fn t_100_who_waits_for_a_lease_and_gives_up_keeps_no_runtime_alive() {
    let folder = Folder::new();
    let store = folder.store();
    let held = now(store.lease(&alice(), Duration::ZERO)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = Instant::now();
    let wait = async { tokio::time::timeout(A_MOMENT, store.lease(&alice(), LONG)).await };
    assert!(runtime.block_on(wait).is_err());
    drop(runtime);
    assert!(start.elapsed() < LONG / 4);
    drop(held);
    // What waited in its stead gives the lease back as soon as it has it.
    while now(store.lease(&alice(), Duration::ZERO)).is_err() {
        assert!(start.elapsed() < LONG);
    }
}

#[tokio::test]
async fn t_100_a_thread_of_the_runtime_does_not_wait() {
    let folder = Folder::new();
    let (store, key) = (folder.store(), alice());
    let held = store.lease(&key, Duration::ZERO).await.unwrap();
    // On one thread: if it waited, nothing else would run, and nobody would give the lease back.
    let give_back = async {
        tokio::time::sleep(A_MOMENT).await;
        drop(held);
    };
    let (lease, ()) = tokio::join!(store.lease(&key, LONG), give_back);
    drop(lease.unwrap());
}

#[test]
fn t_102_programs_that_are_started_inherit_no_file_and_no_lease() {
    let folder = Folder::with_a_record();
    let store = folder.store();
    let lease = now(store.lease(&alice(), Duration::ZERO)).unwrap();
    let mut child = Command::new("sleep").arg("60").spawn().unwrap();
    if let Ok(open) = fs::read_dir(format!("/proc/{}/fd", child.id())) {
        let open = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        let ours: Vec<_> = open.filter(|path| path.starts_with(folder.path())).collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
    drop(lease);
    drop(now(store.lease(&alice(), Duration::ZERO)).unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn t_100_a_lease_that_is_over_leaves_no_file() {
    let folder = Folder::new();
    let (store, before) = (folder.store(), folder.files());
    let keys = (0..100).map(|it| Key::new("spotify", "server", "mixtape", "flow", it.to_string()));
    let mut leases = Vec::new();
    for key in keys {
        leases.push(store.lease(&key, Duration::ZERO).await.unwrap());
    }
    assert_eq!(folder.files().len(), before.len() + 100);
    drop(leases);
    assert_eq!(folder.files(), before);
    // One that was killed leaves its file, until the store is opened again.
    let holder = Holder::start(&folder);
    drop(holder);
    assert!(folder.file("lease").exists());
    drop(folder.store());
    assert_eq!(folder.files(), before);
}

/// Each of as many as a runtime has threads waits for a store: who is asked must have its own.
#[test]
fn t_100_all_threads_of_a_runtime_may_wait_for_one_lease() {
    let folder = Folder::new();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).max_blocking_threads(2).enable_all().build().unwrap();
    let all: Vec<_> = (0..20)
        .map(|_| {
            let (store, handle) = (folder.store(), runtime.handle().clone());
            runtime.spawn_blocking(move || {
                handle.block_on(async {
                    let (key, lease) = (alice(), store.lease(&alice(), FOR_EVER).await.unwrap());
                    let there = store.load(&key).await.unwrap().map_or(0, |it| it.generation());
                    let next = record(&key, there + 1);
                    let committed = store.commit(&key, there, &next).await.unwrap();
                    assert_eq!(committed, Committed::Done);
                    drop(lease);
                });
            })
        })
        .collect();
    for one in all {
        runtime.block_on(one).unwrap();
    }
    assert_eq!(folder.generation(), 20);
}

/// Who was stopped while it wrote holds others up, but not for ever, and not those of other keys.
#[tokio::test]
async fn t_100_more_who_wait_to_commit_than_there_are_threads_keep_nobody_else_waiting() {
    let folder = Folder::new();
    let (store, key) = (folder.store(), alice());
    assert_eq!(store.commit(&key, 0, &record(&key, 1)).await.unwrap(), Committed::Done);
    let lock = fs::File::open(folder.file("lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let store = store.clone();
        all.spawn(async move { store.commit(&alice(), 1, &record(&alice(), 2)).await.unwrap() });
    }
    tokio::time::sleep(A_MOMENT).await;
    let mut others =
        (0..).map(|it| Key::new("spotify", "server", "mixtape", "flow", it.to_string()));
    let other = others.find(|other| first(&other.digest()) != first(&key.digest())).unwrap();
    assert_eq!(store.commit(&other, 0, &record(&other, 1)).await.unwrap(), Committed::Done);
    assert!(store.load(&key).await.unwrap().is_some());
    assert!(all.try_join_next().is_none());
    drop(lock);
    let done = all.join_all().await.into_iter().filter(|it| *it == Committed::Done).count();
    let found = store.load(&key).await.unwrap().unwrap();
    assert_eq!((done, found.generation()), (1, 2));
}

/// Who waits for a lease leaves the runtime's threads to those who have one: there may be as few as
/// one, and more who wait than there are threads.
#[test]
fn t_100_however_many_wait_for_a_lease_who_has_it_goes_on() {
    let folder = Folder::new();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().max_blocking_threads(2).build().unwrap();
    let start = Instant::now();
    runtime.block_on(async {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let store = folder.store();
            all.spawn(async move {
                let (key, lease) = (alice(), store.lease(&alice(), LONG).await.unwrap());
                let there = store.load(&key).await.unwrap().map_or(0, |it| it.generation());
                let next = record(&key, there + 1);
                assert_eq!(store.commit(&key, there, &next).await.unwrap(), Committed::Done);
                drop(lease);
            });
        }
        all.join_all().await;
    });
    assert_eq!(folder.generation(), 20);
    assert!(start.elapsed() < LONG / 2, "{:?}", start.elapsed());
}
