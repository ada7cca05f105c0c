//! Runtimes side by side over one HTTP client, and pools that are full.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use spotify_flow::{HttpClient, Session};
use spotify_flow_tests::rotating::{RotatingServer, refresh_token};
use tokio::runtime::Builder;

fn current_thread() -> tokio::runtime::Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Four threads with a runtime each renew, one after the other and side by side, over one client
/// whose connections were made in a runtime that has ended.
#[test]
fn four_runtimes_over_one_client_lose_nothing_and_nobody_hangs() {
    let (server, http) = (RotatingServer::start(Duration::ZERO), HttpClient::new().unwrap());
    let session = Session::over(&server.player(), server.first_token(), http);
    current_thread().block_on(session.refresh()).unwrap();
    let threads = (0..4).map(|_| {
        let session = session.clone();
        thread::spawn(move || {
            for _ in 0..3 {
                current_thread().block_on(session.refresh()).unwrap();
            }
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().unwrap();
    }
    let family = server.family();
    assert!(family.alive && family.presented.iter().all(|times| *times <= 1), "{family:?}");
    let kept = session.token_snapshot();
    assert_eq!(kept.expose_refresh_token(), Some(refresh_token(family.newest).as_str()));
}

/// As the handlers of synchronous frameworks do: every thread of the pool waits for a session.
#[cfg(unix)]
#[test]
fn a_blocking_pool_whose_threads_all_wait_for_a_session_in_files_goes_on() {
    use spotify_flow::store::{FileStore, Store as _};
    const THREADS: usize = 4;
    let folder = tempfile::tempdir().unwrap();
    let server = RotatingServer::start(Duration::ZERO);
    let store = FileStore::open(folder.path().join("sessions")).unwrap();
    let http = HttpClient::new().unwrap();
    let session = Session::over(&server.player(), server.first_token(), http);
    let account = store.account("alice");
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(THREADS)
        .enable_all()
        .build()
        .unwrap();
    let session = Arc::new(runtime.block_on(session.keep_in(&account)).unwrap());
    let waiting: Vec<_> = (0..THREADS)
        .map(|_| {
            let (handle, session) = (runtime.handle().clone(), Arc::clone(&session));
            runtime.spawn_blocking(move || handle.block_on(session.token()).map(drop))
        })
        .collect();
    for waiting in waiting {
        runtime.block_on(waiting).unwrap().unwrap();
    }
    assert_eq!(server.family().presented, [1, 0]);
}
