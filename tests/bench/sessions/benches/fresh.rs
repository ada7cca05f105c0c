//! A token that is fresh, as a header: by one task, and by 64 of them on two threads.

use std::time::{Duration, Instant};

use spotify_flow_bench::Table;
use spotify_flow_bench_sessions::Peer;
use spotify_flow_bench_sessions::huskarl::Huskarl;
use spotify_flow_bench_sessions::ours::{Borrowed, Ours};
use spotify_flow_bench_sessions::rspotify::Rspotify;
use spotify_flow_bench_sessions::server::Server;
use spotify_flow_bench_sessions::yup::Yup;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::runtime::{Builder, Runtime};

/// It counts where something is allocated, and costs nothing where nothing is.
#[global_allocator]
static COUNTING: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: usize = 40;
const THREADS: usize = 2;
/// How often the header is taken for one sample, by all tasks together.
const TIMES: usize = 64_000;

/// Takes the header so often, by so many tasks; nanoseconds for one, of one thread.
type Sample = Box<dyn Fn(usize) -> f64>;

fn main() {
    let runtime = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build().unwrap();
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    let server = Server::start(Duration::ZERO, false);
    let peers = [
        peer::<Borrowed>(runtime, &server),
        peer::<Ours>(runtime, &server),
        peer::<Huskarl>(runtime, &server),
        peer::<Yup>(runtime, &server),
        peer::<Rspotify>(runtime, &server),
    ];
    let mut samples = vec![[const { Vec::new() }; 2]; peers.len()];
    for _ in 0..ROUNDS {
        for ((_, _, sample), [alone, together]) in peers.iter().zip(&mut samples) {
            alone.push(sample(1));
            together.push(sample(64));
        }
    }
    assert_eq!(server.requests(), 0, "all were fresh");
    let columns = ["", "1 task, ns", "64 tasks, ns", "allocations"];
    let table = Table::headed("A fresh token as a header (of a thread's time)", &columns);
    for ((name, allocations, _), figures) in peers.iter().zip(samples) {
        let [alone, together] = figures.map(|figures| format!("{:.0}", median(figures)));
        table.row(&[(*name).to_owned(), alone, together, allocations.to_string()]);
    }
}

fn peer<P: Peer>(runtime: &'static Runtime, server: &Server) -> (&'static str, usize, Sample) {
    let peer = runtime.block_on(P::at(&server.origin));
    runtime.block_on(async { peer.header().await.unwrap() });
    server.requests();
    let region = Region::new(COUNTING);
    run(runtime, &peer, 1);
    let allocations = region.change().allocations / TIMES;
    let sample = move |tasks: usize| {
        let begun = Instant::now();
        run(runtime, &peer, tasks);
        let threads = THREADS.min(tasks) as f64;
        begun.elapsed().as_secs_f64() * 1e9 * threads / TIMES as f64
    };
    (P::NAME, allocations, Box::new(sample))
}

fn run<P: Peer>(runtime: &Runtime, peer: &P, tasks: usize) {
    let each = TIMES / tasks;
    runtime.block_on(async {
        let tasks = (0..tasks).map(|_| {
            let peer = peer.clone();
            tokio::spawn(async move {
                for _ in 0..each {
                    peer.touch().await;
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
