//! How many renewals a second are kept: each is noted, answered and kept before it is seen. Once
//! with all that a session does, over loopback, and once the store's share of it alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use spotify_flow::store::{Account, Committed, FileStore, Key, MemoryStore, Record, Store};
use spotify_flow_bench::Table;
use spotify_flow_bench_sessions::ours::Ours;
use spotify_flow_bench_sessions::server::Server;

const FOR: Duration = Duration::from_secs(3);
/// How long a session waits for the right to renew.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many generations are made before the time is taken; then they begin anew.
const GENERATIONS: u64 = 10_000;

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
    let file: Arc<dyn Store> = Arc::new(FileStore::open(&folder).unwrap());
    row("kept in a file", Some(Arc::clone(&file))).await;

    let title =
        "Renewals a second as a store sees them: the right to renew, a look, two records kept";
    let table = Table::headed(title, &["", "1/s"]);
    for (name, store) in
        [("in memory", Arc::default() as Arc<MemoryStore> as _), ("in a file", file)]
    {
        table.row(&[name.to_owned(), format!("{:.0}", alone(store).await)]);
    }
    std::fs::remove_dir_all(&folder).ok();
}

/// What a renewal asks of its store, in the order of a session.
async fn alone(store: Arc<dyn Store>) -> f64 {
    let records = generations();
    let (begun, mut renewals) = (Instant::now(), 0);
    'time: for round in 0.. {
        let key = key(&round.to_string());
        for pair in records.chunks_exact(2) {
            let lease = store.lease(&key, PATIENCE).await.unwrap();
            let there = store.load(&key).await.unwrap().map_or(0, |record| record.generation());
            for (expected, record) in (there..).zip(pair) {
                assert_eq!(store.commit(&key, expected, record).await.unwrap(), Committed::Done);
            }
            drop(lease);
            renewals += 1;
            if renewals % 16 == 0 && begun.elapsed() >= FOR {
                break 'time;
            }
        }
    }
    f64::from(renewals) / begun.elapsed().as_secs_f64()
}

fn key(account: &str) -> Key {
    Key::new("bench", "https://bench.example/token", "loopback", "authorization_code_pkce", account)
}

/// Records of one session, each the next one's predecessor.
fn generations() -> Vec<Record> {
    let (key, access, refresh) = (key("alice"), "a".repeat(250), "r".repeat(130));
    let record = |generation: u64| {
        let written = format!(
            r#"{{"format":2,"generation":{generation},"provider":"bench",
            "server":"https://bench.example/token","client_id":"loopback",
            "flow":"authorization_code_pkce","account":"alice","access_token":"{access}",
            "refresh_token":"{refresh}","issued_at":1800000000000,"expires_at":1800003600000}}"#
        );
        Record::from_bytes(&key, written.as_bytes()).unwrap()
    };
    (1..=GENERATIONS).map(record).collect()
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
