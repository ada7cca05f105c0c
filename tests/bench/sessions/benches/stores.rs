//! How many renewals a second are kept: each is noted, answered and kept before it is seen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use spotify_flow::store::{Account, FileStore, MemoryStore, Store};
use spotify_flow_bench::Table;
use spotify_flow_bench_sessions::ours::Ours;
use spotify_flow_bench_sessions::server::Server;

const FOR: Duration = Duration::from_secs(3);

#[tokio::main(worker_threads = 2)]
async fn main() {
    let server = Server::start(Duration::ZERO, false);
    let table = Table::headed("Renewals a second, one after the other", &["", "1/s"]);
    let row = async |name: &str, store: Option<Arc<dyn Store>>| {
        let rate = rate(&server, store).await;
        table.row(&[name.to_owned(), format!("{rate:.0}")]);
    };
    row("kept by nobody", None).await;
    row("kept in memory", Some(Arc::new(MemoryStore::default()))).await;
    let folder = std::env::temp_dir().join(format!("spotify-flow-bench-{}", std::process::id()));
    row("kept in a file", Some(Arc::new(FileStore::open(&folder).unwrap()))).await;
    std::fs::remove_dir_all(&folder).ok();
}

async fn rate(server: &Server, store: Option<Arc<dyn Store>>) -> f64 {
    let mut session = Ours::session(&server.origin);
    if let Some(store) = store {
        session = session.keep_in(&Account::new(store, "alice")).await.unwrap();
    }
    let (begun, mut renewals) = (Instant::now(), 0);
    while begun.elapsed() < FOR {
        session.refresh().await.unwrap();
        renewals += 1;
    }
    f64::from(renewals) / begun.elapsed().as_secs_f64()
}
