//! A connection lives with the runtime that drives it.

use std::sync::mpsc;
use std::time::Duration;

use spotify_flow::{HttpClient, Reason};
use tokio::runtime::{Builder, Runtime};

use crate::server::{Server, ask};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_connection_of_a_runtime_that_ended_is_used_by_no_other() {
    let (server, http) = (Server::plain(), HttpClient::for_loopback().unwrap());
    let url = format!("http://127.0.0.1:{}/", server.port());
    let first = runtime();
    assert!(first.block_on(ask(&http, &url)).is_ok());
    // A second one, while the first stands still and still has its connection.
    let second = runtime();
    assert!(second.block_on(ask(&http, &url)).is_ok());
    drop(first);
    assert!(second.block_on(ask(&http, &url)).is_ok());
    assert!(runtime().block_on(ask(&http, &url)).is_ok());
    let each: Vec<usize> = server.seen().iter().map(Vec::len).collect();
    assert_eq!(each, [1, 2, 1]);
}

#[test]
fn threads_with_a_runtime_each_never_wait_for_one_another() {
    let (server, http) = (Server::plain(), HttpClient::for_loopback().unwrap());
    let url = format!("http://127.0.0.1:{}/", server.port());
    let (tell, told) = mpsc::channel();
    for _ in 0..4 {
        let (http, url, tell) = (http.clone(), url.clone(), tell.clone());
        std::thread::spawn(move || {
            let runtime = runtime();
            for _ in 0..3 {
                tell.send(runtime.block_on(ask(&http, &url)).is_ok()).unwrap();
                // Between its calls nobody drives it.
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }
    drop(tell);
    assert_eq!(told.iter().collect::<Vec<_>>(), [true; 12]);
    let each: Vec<usize> = server.seen().iter().map(Vec::len).collect();
    assert_eq!(each, [3; 4], "a connection for each runtime");
}

#[test]
fn without_a_runtime_or_with_half_of_one_a_call_is_an_error() {
    let (server, http) = (Server::plain(), HttpClient::for_loopback().unwrap());
    let url = format!("http://127.0.0.1:{}/", server.port());
    let error = futures_util::FutureExt::now_or_never(ask(&http, &url)).unwrap().unwrap_err();
    assert_eq!(error.reason(), Reason::ClientUnavailable);
    assert!(error.message().contains("needs a tokio runtime"), "{error}");
    for runtime in [
        Builder::new_current_thread().build(),
        Builder::new_current_thread().enable_time().build(),
        Builder::new_current_thread().enable_io().build(),
    ] {
        let error = runtime.unwrap().block_on(ask(&http, &url)).unwrap_err();
        assert_eq!(error.reason(), Reason::ClientUnavailable);
        assert!(error.message().contains("enable_all"), "{error}");
    }
    assert!(runtime().block_on(ask(&http, &url)).is_ok());
}
