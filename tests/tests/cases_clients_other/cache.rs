//! A session that is kept: what is found of it, and who may have it at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::Value;
use spotify_flow::store::{Account, Committed, FileStore, Key, Store as _};
use spotify_flow::{ErrorKind, Session};
use spotify_flow_tests::cases::{Answer, Case, Client, Code, Desk, VERIFIER, block};
use tempfile::TempDir;

use crate::expiry::{new_token, renewals};

/// A session that was kept, with these scopes granted, as another process finds it.
fn found(scope: &str, folder: &TempDir) -> (Session<Code>, Desk) {
    let first = serde_json::json!({
        "access_token": "old", "token_type": "Bearer", "refresh_token": "r", "expires_in": 3600,
        "scope": scope,
    });
    let desk = Desk::with([Answer::ok(&first.to_string()), new_token()]);
    let client = Client::code();
    let token = block(client.token("a-code", VERIFIER, &desk)).unwrap();
    let account = || {
        let store = FileStore::open(folder.path().join("store")).unwrap();
        Account::new(Arc::new(store), "alice")
    };
    let session = Session::over(&client.app(), token, desk.clone());
    block(session.keep_in(&account())).unwrap();
    let session = block(Session::restore(&client.app(), &account())).unwrap();
    (session.expect("it was kept").with_transport(desk.clone()), desk)
}

/// The scopes of the case stand for those of the app here.
pub(crate) fn token(case: &mut Case) {
    let mut cached = case.given.facts("cached");
    cached.text("scope");
    let folder = TempDir::new().unwrap();
    let (session, desk) = found("a b", &folder);
    let expired = cached.take("expired") == Some(Value::Bool(true));
    cached.finish();
    if expired {
        desk.wait(Duration::from_secs(3601));
    }
    let access = block(session.token()).unwrap();
    assert_eq!(access.expose(), if expired { "new" } else { "old" });
    assert_eq!(case.expect.number("token_requests"), Some(renewals(&desk)));
}

/// What the app needs was not granted: it is told so, before it calls anything.
pub(crate) fn other_scopes(case: &mut Case) {
    assert_ne!(case.given.text("cached_scope"), case.given.text("requested_scope"));
    let folder = TempDir::new().unwrap();
    let (session, desk) = found("c", &folder);
    let error = block(session.granted_all()).unwrap_err();
    assert_eq!(case.expect.text("outcome").unwrap(), "needs_authorization");
    assert_eq!(error.kind(), ErrorKind::ConsentRequired);
    assert_eq!(session.missing_scopes(), ["a", "b"]);
    assert_eq!(case.expect.number("token_requests"), Some(renewals(&desk)));
}

/// Stores that were opened apart, as by processes; those are tried by the tests of stores. A test
/// does not sleep: whoever has the lease keeps it for ten writes of a record instead.
pub(crate) fn one_at_a_time(case: &mut Case) {
    case.given.number("hold_s").unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store");
    let key = Key::new("provider", "server", "client", "flow", "alice");
    let (inside, completed, overlap) =
        (AtomicBool::new(false), AtomicU32::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..case.given.number("processes").unwrap() as u32 {
            scope.spawn(|| {
                let store = FileStore::open(&path).unwrap();
                block(async {
                    let lease = store.lease(&key, Duration::from_secs(60)).await.unwrap();
                    overlap.fetch_or(inside.swap(true, Ordering::SeqCst), Ordering::SeqCst);
                    for generation in 1..=10 {
                        let there = store.load(&key).await.unwrap().map_or(0, |it| it.generation());
                        let record = spotify_flow_tests::record(&key, there + 1);
                        let committed = store.commit(&key, there, &record).await.unwrap();
                        assert_eq!(committed, Committed::Done);
                        assert_eq!((there + 1) % 10, generation % 10, "nobody writes between");
                    }
                    inside.store(false, Ordering::SeqCst);
                    drop(lease);
                });
                completed.fetch_add(1, Ordering::SeqCst);
            });
        }
    });
    assert_eq!(case.expect.take("overlap"), Some(overlap.into_inner().into()));
    assert_eq!(case.expect.number("completed"), Some(f64::from(completed.into_inner())));
}

/// A secret as it is printed.
pub(crate) fn printed(case: &mut Case) {
    let secret = case.given.text("value").unwrap();
    let printed = format!("{:?}", spotify_flow::ClientSecret::from(secret.as_str()));
    assert!(printed.contains(&case.expect.text("logged").unwrap()));
    assert!(!printed.contains(&secret));
}
