//! The suite that every store must pass.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use spotify_flow::store::{MemoryStore, Store as _, StoreErrorKind, check_conformance};
use spotify_flow_tests::alice;

use crate::folder::{Folder, now};

#[tokio::test]
async fn a_store_in_files_keeps_the_promises_of_stores() {
    let folder = Folder::new();
    check_conformance(Arc::new(folder.store())).await.unwrap();
    assert_eq!(folder.temporary(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_in_files_keeps_them_on_many_threads() {
    check_conformance(Arc::new(Folder::new().store())).await.unwrap();
}

#[tokio::test]
async fn a_store_in_memory_keeps_them() {
    check_conformance(Arc::new(MemoryStore::default())).await.unwrap();
}

#[test]
fn a_store_in_memory_takes_no_runtime() {
    let (store, key) = (MemoryStore::default(), alice());
    let lease = now(store.lease(&key, Duration::from_secs(60))).unwrap();
    // Who comes second waits, and gives up when that takes too long.
    let other = store.clone();
    let waiting = thread::spawn(move || wait_for(other.lease(&alice(), Duration::from_millis(50))));
    assert_eq!(waiting.join().unwrap().unwrap_err().kind(), StoreErrorKind::Busy);
    let waiting = thread::spawn(move || wait_for(store.lease(&alice(), Duration::from_secs(60))));
    drop(lease);
    drop(waiting.join().unwrap().unwrap());
}

/// Waits on this thread, without a runtime.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let (mut future, waker) = (pin!(future), Waker::from(Arc::new(Unpark(thread::current()))));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
