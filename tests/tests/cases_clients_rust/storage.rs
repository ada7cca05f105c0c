//! A session that is kept, and what is found where it is kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use spotify_flow::store::{Account, Committed, FileStore, Key, MemoryStore, Record, Store};
use spotify_flow::store::{Lease, StoreError, StoreErrorKind};
use spotify_flow::{BoxFuture, Clock as _, Reason, Session, SessionEvent, Token, Transport as _};
use spotify_flow_tests::cases::{Answer, Case, Client, Code, Desk, VERIFIER, block};
use tempfile::TempDir;

use crate::outcome::{answer, check_request};

/// A login whose token lives so long, and the scopes that the server names.
fn login(desk: &Desk) -> Token {
    block(Client::code().token("a-code", VERIFIER, desk)).unwrap()
}

fn first(access: &str, life: u64, scope: &str) -> Answer {
    let body = serde_json::json!({
        "access_token": access, "token_type": "Bearer", "expires_in": life,
        "refresh_token": "r", "scope": scope,
    });
    Answer::ok(&body.to_string())
}

fn new() -> Answer {
    Answer::ok(r#"{"access_token":"new","token_type":"Bearer","expires_in":3600}"#)
}

fn keep(account: &Account, desk: &Desk) {
    let session = Session::over(&Client::code().app(), login(desk), desk.clone());
    block(session.keep_in(account)).unwrap();
}

/// As another process finds it.
fn restored(account: &Account, desk: &Desk) -> Session<Code> {
    let session = block(Session::restore(&Client::code().app(), account)).unwrap();
    session.expect("it was kept").with_transport(desk.clone())
}

fn in_files(folder: &Path) -> Account {
    Account::new(Arc::new(FileStore::open(folder.join("store")).unwrap()), "alice")
}

fn files(folder: &Path) -> Vec<std::fs::DirEntry> {
    let within = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() { files(&entry.path()) } else { vec![entry] }
    };
    std::fs::read_dir(folder).unwrap().flat_map(within).collect()
}

pub(crate) fn run(case: &mut Case) {
    assert_eq!(case.expect.text("result").unwrap(), "ok");
    let folder = TempDir::new().unwrap();
    match case.id.clone().as_str() {
        "life-22" => restarted_later(case, folder.path()),
        "store-01" => second_instance(case, folder.path()),
        "store-03" => mode_of_the_file(case, folder.path()),
        "store-04" => never_empty(case, folder.path()),
        "store-05" => more_scopes_than_asked(case, folder.path()),
        "store-06" => ended_and_loaded(case, folder.path()),
        unknown => panic!("{unknown:?} is no case of a store that this test knows"),
    }
}

fn restarted_later(case: &mut Case, folder: &Path) {
    assert_eq!(case.given.text("saved_at").unwrap(), "t0");
    assert_eq!(case.given.text("reload_at").unwrap(), "t0+4000s");
    let life = case.given.number("expires_in").unwrap() as u64;
    let desk = Desk::with([first("old", life, ""), new()]);
    let saved = desk.clock().now();
    keep(&in_files(folder), &desk);
    assert_eq!(case.expect.text("stored_form").unwrap(), "absolute instant");
    let written = files(folder).into_iter().map(|file| std::fs::read(file.path()).unwrap());
    let end = (saved + Duration::from_secs(life)).duration_since(UNIX_EPOCH).unwrap();
    let end = format!("\"expires_at\":{}", end.as_millis());
    assert_eq!(
        written.filter(|bytes| String::from_utf8_lossy(bytes).contains(&end)).count(),
        1,
        "{end}"
    );
    desk.wait(Duration::from_secs(4000));
    let session = restored(&in_files(folder), &desk);
    let ended = session.if_fresh(|_| ()).is_none();
    assert_eq!(case.expect.take("expired_after_restart").unwrap().as_bool(), Some(ended));
    assert_eq!(block(session.token()).unwrap().expose(), "new");
}

fn second_instance(case: &mut Case, folder: &Path) {
    assert_eq!(case.given.text("file_written_by").unwrap(), "another instance");
    let life = case.given.number("expires_in").unwrap() as u64;
    let desk = Desk::with([first("accesstoken", life, ""), new()]);
    keep(&in_files(folder), &desk);
    let access = block(restored(&in_files(folder), &desk).token()).unwrap();
    assert_eq!(access.expose(), case.expect.text("access_token").unwrap());
    let sent = desk.token_requests().len() as f64 - 1.0;
    assert_eq!(case.expect.number("token_requests"), Some(sent));
    let mut request = case.given.facts("request");
    assert_eq!(request.take("no_request"), Some(true.into()));
    request.finish();
}

#[cfg(unix)]
fn mode_of_the_file(case: &mut Case, folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with([first("old", 3600, ""), new()]);
    keep(&in_files(folder), &desk);
    let expected = u32::from_str_radix(&case.expect.text("unix_mode").unwrap(), 8).unwrap();
    let files = files(folder);
    assert!(!files.is_empty());
    for file in files {
        let mode = file.metadata().unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode, expected, "{:?}", file.path());
    }
}

#[cfg(not(unix))]
fn mode_of_the_file(case: &mut Case, _: &Path) {
    case.expect.text("unix_mode").unwrap();
}

/// Somebody reads while a record is replaced again and again: a file that is truncated and then
/// written would be seen empty. What a crash leaves is tried by the tests of the stores, at every
/// system call.
fn never_empty(case: &mut Case, folder: &Path) {
    assert_eq!(case.expect.take("old_or_new_never_empty"), Some(true.into()));
    let desk = Desk::with([first("old", 3600, ""), new()]);
    let account = in_files(folder);
    keep(&account, &desk);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(restored(&in_files(folder), &desk).if_fresh(|_| ()).is_some());
                looks += 1;
            }
            looks
        });
        for _ in 0..50 {
            keep(&account, &desk);
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

fn more_scopes_than_asked(case: &mut Case, folder: &Path) {
    let stored = case.given.texts("stored").or_else(|| case.expect.texts("stored")).unwrap();
    let asked = case.expect.texts("asked").unwrap();
    let desk = Desk::with([first("old", 3600, &stored.join(" ")), new()]);
    keep(&in_files(folder), &desk);
    let app = OnlyA::of(&Client::code().app());
    let session = block(Session::restore(&app, &in_files(folder))).unwrap().unwrap();
    let session = session.with_transport(desk.clone());
    assert_eq!(asked, ["a"]);
    let hit = session.missing_scopes().is_empty() && session.if_fresh(|_| ()).is_some();
    assert_eq!(case.expect.take("hit").unwrap().as_bool(), Some(hit));
    assert_eq!(desk.token_requests().len(), 1, "that of the login");
}

fn ended_and_loaded(case: &mut Case, folder: &Path) {
    let desk = Desk::with([first("old", 3600, ""), new()]);
    keep(&in_files(folder), &desk);
    desk.wait(Duration::from_secs(3601));
    let session = restored(&in_files(folder), &desk);
    assert_eq!(case.expect.take("loaded"), Some(true.into()));
    assert_eq!(block(session.token()).unwrap().expose(), "new");
}
