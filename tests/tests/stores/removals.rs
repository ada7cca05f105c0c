//! Records that are found and removed.

use std::fs;

use spotify_flow::store::{Committed, Key, Store as _, StoreErrorKind};
use spotify_flow_tests::{alice, record};

use crate::folder::{Folder, now};

fn key(account: usize) -> Key {
    Key::new("spotify", "server", "mixtape", "authorization_code_pkce", account.to_string())
}

/// All keys, page by page.
fn listed(folder: &Folder, most: usize) -> Vec<Key> {
    let (store, mut all) = (folder.store(), Vec::<Key>::new());
    loop {
        let page = now(store.list(all.last(), most)).unwrap();
        if page.is_empty() {
            return all;
        }
        assert!(page.len() <= most);
        all.extend(page);
    }
}

#[test]
fn the_accounts_of_a_store_are_listed_page_by_page() {
    let folder = Folder::new();
    for account in 0..50 {
        let _ = now(folder.store().commit(&key(account), 0, &record(&key(account), 1))).unwrap();
    }
    let mut expected: Vec<_> = (0..50).map(key).collect();
    expected.sort();
    for most in [1, 7, 50, 1000] {
        let mut found = listed(&folder, most);
        found.sort();
        assert_eq!(found, expected);
    }
    assert!(now(folder.store().list(None, 0)).unwrap().is_empty());
}

#[test]
fn what_is_no_record_of_ours_is_listed_nowhere() {
    let folder = Folder::with_a_record();
    let good = fs::read(folder.file("record")).unwrap();
    let other = folder.sessions().join(format!("{}.record", key(1).digest()));
    for bytes in [&good[..], b"damage", b""] {
        fs::write(&other, bytes).unwrap();
        fs::set_permissions(&other, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        assert_eq!(listed(&folder, 10), [alice()]);
    }
    fs::write(folder.sessions().join("notes.record"), "mine").unwrap();
    assert_eq!(listed(&folder, 10), [alice()]);
}

#[test]
fn nothing_is_left_of_a_record_that_is_removed() {
    let folder = Folder::with_a_record();
    let (store, key) = (folder.store(), alice());
    for _ in 0..3 {
        fs::write(folder.file("record"), "damage").unwrap();
        folder.commit(2).unwrap_err();
        folder.keep(1);
    }
    assert_eq!(now(store.remove(&key, 2)).unwrap(), Committed::Conflict);
    assert!(folder.file("3.bad").exists() && folder.file("record").exists());
    assert_eq!(now(store.remove(&key, 1)).unwrap(), Committed::Done);
    let lock = folder.file("lock");
    assert_eq!(folder.files(), [lock.file_name().unwrap().to_str().unwrap()]);
    assert!(!fs::read_to_string(lock).unwrap().contains("refresh-alice"));
    assert_eq!(now(store.remove(&key, 1)).unwrap(), Committed::Conflict);
    assert!(listed(&folder, 10).is_empty());
    folder.keep(1);
}

#[test]
fn a_removal_that_is_denied_is_an_error_and_the_record_is_there() {
    let folder = Folder::with_a_record();
    fs::remove_file(folder.file("record")).unwrap();
    fs::create_dir(folder.file("record")).unwrap();
    let error = now(folder.store().remove(&alice(), 1)).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unsafe, "{error}");
    assert!(folder.file("record").exists());
}
