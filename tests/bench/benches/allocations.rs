//! How much memory it takes what is done between two requests. A program of its own: counting takes
//! time, and most where most is allocated.

use std::alloc::System;

use spotify_flow_bench::{Table, Work, calls, memory};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    table("Allocations (a growing one counts each time)", "oauth2", memory::items());
    table("Allocations of a call", "reqwest", calls::in_memory());
}

fn table(title: &str, peer: &str, items: Vec<(&str, [Work; 2])>) {
    let [ratio, bytes] = [format!("{peer}/ours"), format!("{peer}, bytes")];
    let table = Table::headed(title, &["", "ours", peer, &ratio, "ours, bytes", &bytes]);
    for (name, [mut ours, mut peer]) in items {
        let [ours, peer] = [counted(&mut ours), counted(&mut peer)];
        let ratio = format!("{:.2}", times(&peer) as f64 / times(&ours) as f64);
        let counts = [times(&ours), times(&peer)].map(|count| count.to_string());
        let bytes = [ours.bytes_allocated, peer.bytes_allocated].map(|count| count.to_string());
        let ([ours, peer], [own_bytes, their_bytes]) = (counts, bytes);
        table.row(&[name.to_owned(), ours, peer, ratio, own_bytes, their_bytes]);
    }
}

fn times(stats: &Stats) -> usize {
    stats.allocations + stats.reallocations
}

/// What one piece of work takes, once everything that is made once is there.
fn counted(work: &mut Work) -> Stats {
    work.repeat(10, |run| run());
    let mut stats = Stats::default();
    work.repeat(1, |run| {
        let region = Region::new(COUNTING);
        run();
        stats = region.change();
    });
    stats
}
