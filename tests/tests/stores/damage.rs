//! Records that are not what was written.

use std::fs;

use spotify_flow::store::{Committed, Key, Store as _, StoreErrorKind};
use spotify_flow::{ClientId, RedirectUri, Session, Token, spotify_flow};
use spotify_flow_tests::{SPOTIFY, alice, record};

use crate::folder::{Folder, now};

/// Where it is fast; what is damaged is the same everywhere.
fn folder_in_memory() -> Folder {
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { Folder::within(memory) } else { Folder::new() };
    folder.keep(1);
    folder
}

/// A record with these bytes is damaged, is told so once, and is kept aside as it was.
fn assert_damaged(folder: &Folder, bytes: &[u8], what: &str) {
    fs::write(folder.file("record"), bytes).unwrap();
    let store = folder.store();
    let error = now(store.load(&alice())).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Corrupt, "{what}: {error}");
    assert!(error.to_string().contains(folder.file("bad").to_str().unwrap()), "{error}");
    assert_eq!(fs::read(folder.file("bad")).unwrap(), bytes, "{what}");
    assert!(now(store.load(&alice())).unwrap().is_none());
    fs::remove_file(folder.file("bad")).unwrap();
    // What takes its place must have its mode.
    let _ = now(store.commit(&alice(), 0, &record(&alice(), 1))).unwrap();
}

#[test]
fn t_098_every_bit_counts() {
    let folder = folder_in_memory();
    let good = fs::read(folder.file("record")).unwrap();
    for place in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[place] ^= 1 << bit;
            assert_damaged(&folder, &bytes, &format!("bit {bit} of byte {place}"));
        }
    }
}

#[test]
fn t_098_a_record_that_is_cut_anywhere_is_damaged() {
    let folder = folder_in_memory();
    let good = fs::read(folder.file("record")).unwrap();
    for length in 0..good.len() {
        assert_damaged(&folder, &good[..length], &format!("cut at {length}"));
        let mut zeros = good.clone();
        zeros[length..].fill(0);
        assert_damaged(&folder, &zeros, &format!("zeros from {length}"));
    }
}

#[test]
fn t_098_what_is_no_record_at_all_is_damaged() {
    let folder = folder_in_memory();
    let good = fs::read(folder.file("record")).unwrap();
    let body = &good[good.iter().position(|byte| *byte == b'\n').unwrap() + 1..];
    assert_damaged(&folder, body, "no hash");
    assert_damaged(&folder, &[&good[..], &good[..]].concat(), "twice");
    assert_damaged(&folder, &[&good[..], b"\n"].concat(), "one more line");
    assert_damaged(&folder, &[&[b'A'; 43], &b"\n"[..], body].concat(), "another hash");
    assert_damaged(&folder, b"\xff\xfe\x00", "not text");
    assert_damaged(&folder, &vec![b'['; 5 << 20], "more than a record can be");
}

#[test]
fn t_098_a_damaged_record_is_told_to_who_commits_too() {
    let folder = Folder::with_a_record();
    fs::write(folder.file("record"), "damage").unwrap();
    let error = folder.commit(2).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Corrupt);
    assert_eq!(fs::read_to_string(folder.file("bad")).unwrap(), "damage");
    assert_eq!(folder.commit(2).unwrap(), Committed::Conflict);
    assert_eq!(folder.commit(1).unwrap(), Committed::Done);
}

#[test]
fn t_098_no_damaged_record_takes_the_place_of_another() {
    let folder = Folder::with_a_record();
    let names = ["bad", "2.bad", "3.bad"];
    for name in names {
        fs::write(folder.file("record"), name).unwrap();
        folder.commit(2).unwrap_err();
        folder.keep(1);
    }
    for name in names {
        assert_eq!(fs::read_to_string(folder.file(name)).unwrap(), name);
    }
}

#[test]
fn t_099_the_record_of_a_newer_version_is_refused_and_left_alone() {
    let folder = Folder::with_a_record();
    let sealed = sealed(r#"{"format":3,"tokens":{"refresh":"refresh-alice-9"}}"#);
    fs::write(folder.file("record"), &sealed).unwrap();
    for error in [now(folder.store().load(&alice())).unwrap_err(), folder.commit(1).unwrap_err()] {
        assert_eq!(error.kind(), StoreErrorKind::Newer);
        assert!(!error.to_string().contains("refresh-alice-9"), "{error}");
    }
    assert_eq!(fs::read(folder.file("record")).unwrap(), sealed);
    assert!(!folder.file("bad").exists());
}

#[test]
fn t_099_who_reads_what_is_not_damaged_waits_for_nobody() {
    let folder = Folder::with_a_record();
    fs::write(folder.file("record"), sealed(r#"{"format":3}"#)).unwrap();
    fs::remove_file(folder.file("lock")).unwrap();
    now(folder.store().load(&alice())).unwrap_err();
    assert!(!folder.file("lock").exists(), "it was not locked to be read");
}

#[test]
fn t_099_what_this_version_does_not_know_of_a_record_is_passed_over() {
    let folder = Folder::with_a_record();
    let good = fs::read_to_string(folder.file("record")).unwrap();
    let more = good.split_once('\n').unwrap().1.replacen('{', r#"{"more":[1,{}],"#, 1);
    fs::write(folder.file("record"), sealed(&more)).unwrap();
    assert_eq!(folder.generation(), 1);
}

/// The record with its hash before it, made without the library: the form is a promise.
fn sealed(record: &str) -> Vec<u8> {
    use base64::Engine as _;
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(record.as_bytes());
    let hash = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(hash);
    format!("{hash}\n{record}").into_bytes()
}

#[test]
fn t_098_a_record_that_would_not_be_read_again_is_not_written() {
    let (folder, key) = (Folder::with_a_record(), alice());
    let long =
        Key::new("spotify", SPOTIFY, "mixtape", "authorization_code_pkce", "a".repeat(5 << 20));
    let error = now(folder.store().commit(&long, 0, &record(&long, 1))).unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(now(folder.store().load(&long)).unwrap().is_none());
    let long =
        Key::new("spotify", SPOTIFY, "mixtape", "authorization_code_pkce", "a".repeat(1 << 20));
    assert_eq!(now(folder.store().commit(&long, 0, &record(&long, 1))).unwrap(), Committed::Done);
    assert!(now(folder.store().load(&long)).unwrap().is_some());
    assert!(now(folder.store().load(&key)).unwrap().is_some());
}

#[derive(Debug)]
#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

#[test]
fn t_098_who_logs_in_or_out_takes_the_place_of_a_damaged_record() {
    let (folder, callback) = (Folder::with_a_record(), "http://127.0.0.1:8888/callback");
    let app = Mixtape { client_id: "mixtape".into(), redirect_uri: callback.parse().unwrap() };
    let account = folder.store().account("alice");
    fs::write(folder.file("record"), "damage").unwrap();
    let session = app.session(Token::from_refresh_token("login", None));
    let session = now(session.keep_in(&account)).unwrap();
    let found = now(Session::restore(&app, &account)).unwrap().unwrap();
    assert_eq!(found.token_snapshot().expose_refresh_token(), Some("login"));
    fs::write(folder.file("record"), "more damage").unwrap();
    now(session.log_out()).unwrap();
    let found = now(Session::restore(&app, &account)).unwrap().unwrap();
    assert!(!found.token_snapshot().has_refresh_token());
    assert_eq!(fs::read_to_string(folder.file("bad")).unwrap(), "damage");
    assert_eq!(fs::read_to_string(folder.file("2.bad")).unwrap(), "more damage");
}
