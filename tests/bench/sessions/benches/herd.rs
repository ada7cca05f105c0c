//! A thousand tasks find that the token has ended; the server takes 50 milliseconds to answer.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use spotify_flow_bench::Table;
use spotify_flow_bench_sessions::Peer;
use spotify_flow_bench_sessions::huskarl::Huskarl;
use spotify_flow_bench_sessions::ours::Ours;
use spotify_flow_bench_sessions::rspotify::Rspotify;
use spotify_flow_bench_sessions::server::Server;
use spotify_flow_bench_sessions::yup::{LOGINS, Yup};
use tokio::task::JoinSet;

const TASKS: usize = 1_000;
const WAIT: Duration = Duration::from_millis(50);
/// Who has not come to an end by then hangs.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::main(worker_threads = 2)]
async fn main() {
    for (fails, title) in [(false, "a new token"), (true, "503")] {
        let server = Server::start(WAIT, fails);
        let title = format!("{TASKS} tasks on a token that has ended; the server answers {title}");
        let columns = ["", "requests", "until all end", "have a token", "logins begun"];
        let table = Table::headed(&title, &columns);
        herd::<Ours>(&table, &server).await;
        herd::<Huskarl>(&table, &server).await;
        herd::<Yup>(&table, &server).await;
        herd::<Rspotify>(&table, &server).await;
    }
}

async fn herd<P: Peer>(table: &Table, server: &Server) {
    let peer = P::at(&server.origin).await;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let peer = peer.clone();
        tasks.spawn(async move { peer.header().await.is_some() });
    }
    let all = tokio::time::timeout(PATIENCE, tasks.join_all()).await;
    let ended = match all {
        Ok(_) => format!("{} ms", begun.elapsed().as_millis()),
        Err(_) => "not in 20 s".to_owned(),
    };
    let got = all.map_or(0, |all| all.into_iter().filter(|has| *has).count());
    let [requests, logins] = [server.requests(), LOGINS.swap(0, Ordering::Relaxed)];
    let counts = [requests, got, logins].map(|count| count.to_string());
    let [requests, got, logins] = counts;
    table.row(&[P::NAME.to_owned(), requests, ended, got, logins]);
}
