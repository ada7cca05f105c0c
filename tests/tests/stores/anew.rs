//! A directory that is removed under a program that runs, and made anew.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::Duration;

use spotify_flow::store::{Committed, Store as _, StoreErrorKind};
use spotify_flow_tests::{alice, record};

use crate::folder::{Folder, now};

#[test]
fn t_101_a_directory_that_was_removed_and_made_anew_is_found_again() {
    let folder = Folder::with_a_record();
    let (store, key) = (folder.store(), alice());
    for again in 0..3 {
        fs::remove_dir_all(folder.sessions()).unwrap();
        // Made by somebody else, or by nobody.
        if again != 1 {
            fs::create_dir(folder.sessions()).unwrap();
            fs::set_permissions(folder.sessions(), Permissions::from_mode(0o700)).unwrap();
        }
        assert!(now(store.load(&key)).unwrap().is_none());
        drop(now(store.lease(&key, Duration::ZERO)).unwrap());
        assert_eq!(now(store.commit(&key, 0, &record(&key, 1))).unwrap(), Committed::Done);
        assert_eq!(now(store.list(None, 10)).unwrap(), std::slice::from_ref(&key));
        assert_eq!(folder.generation(), 1);
    }
}

#[test]
fn t_101_what_lies_where_a_directory_was_removed_must_be_the_users_alone_too() {
    let folder = Folder::with_a_record();
    let (store, key) = (folder.store(), alice());
    fs::remove_dir_all(folder.sessions()).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::set_permissions(&elsewhere, Permissions::from_mode(0o700)).unwrap();
    symlink(&elsewhere, folder.sessions()).unwrap();
    let refused = || {
        let errors = [
            now(store.load(&key)).unwrap_err(),
            now(store.commit(&key, 0, &record(&key, 1))).unwrap_err(),
            now(store.lease(&key, Duration::ZERO)).unwrap_err(),
            now(store.list(None, 10)).unwrap_err(),
            now(store.remove(&key, 1)).unwrap_err(),
        ];
        errors.map(|error| {
            assert_eq!(error.kind(), StoreErrorKind::Unsafe, "{error}");
            error.to_string()
        })
    };
    assert!(refused().iter().all(|said| said.contains("is a symbolic link")));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    fs::remove_file(folder.sessions()).unwrap();
    fs::create_dir(folder.sessions()).unwrap();
    fs::set_permissions(folder.sessions(), Permissions::from_mode(0o755)).unwrap();
    assert!(refused().iter().all(|said| said.contains("chmod 700")));
    fs::set_permissions(folder.sessions(), Permissions::from_mode(0o700)).unwrap();
    assert_eq!(now(store.commit(&key, 0, &record(&key, 1))).unwrap(), Committed::Done);
}

#[tokio::test]
async fn t_101_who_waits_in_a_directory_that_is_removed_goes_on_in_the_one_that_is_made_anew() {
    let folder = Folder::new();
    let (store, key) = (folder.store(), alice());
    let held = store.lease(&key, Duration::ZERO).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.lease(&alice(), Duration::from_secs(3600)).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    fs::remove_dir_all(folder.sessions()).unwrap();
    drop(held);
    let lease = waiting.await.unwrap().unwrap();
    let busy = folder.store().lease(&key, Duration::ZERO).await.unwrap_err();
    assert_eq!(busy.kind(), StoreErrorKind::Busy);
    drop(lease);
}
