//! How much memory it takes what is done between two requests. A program of its own: counting takes
//! time, and most where most is allocated.

use std::alloc::System;

use spotify_flow_bench::{Table, Work, memory};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let columns = ["", "ours", "oauth2", "oauth2/ours", "ours, bytes", "oauth2, bytes"];
    let table = Table::headed("Allocations (a growing one counts each time)", &columns);
    for (name, [mut ours, mut oauth2]) in memory::items() {
        let [ours, oauth2] = [counted(&mut ours), counted(&mut oauth2)];
        let ratio = format!("{:.2}", times(&oauth2) as f64 / times(&ours) as f64);
        let counts = [times(&ours), times(&oauth2)].map(|count| count.to_string());
        let bytes = [ours.bytes_allocated, oauth2.bytes_allocated].map(|count| count.to_string());
        let ([ours, oauth2], [own_bytes, their_bytes]) = (counts, bytes);
        table.row(&[name.to_owned(), ours, oauth2, ratio, own_bytes, their_bytes]);
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
