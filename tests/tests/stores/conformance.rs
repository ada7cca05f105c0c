//! The suite that every store must pass.

use std::sync::Arc;

use spotify_flow::store::{MemoryStore, check_conformance};

use crate::folder::Folder;

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
