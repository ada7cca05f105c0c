//! How long it takes what is done between two requests.

use spotify_flow_bench::{Table, measure, memory};

fn main() {
    let columns = ["", "ours, ns", "oauth2, ns", "oauth2/ours"];
    let table = Table::headed("Time in memory, one thread", &columns);
    for (name, mut contenders) in memory::items() {
        let figures = measure::in_turns(&mut contenders, 1000, 100);
        let [ours, oauth2] = figures.as_slice() else { continue };
        let figures = [ours.nanoseconds, oauth2.nanoseconds].map(|figure| format!("{figure:.0}"));
        let [ours, theirs] = figures;
        table.row(&[name.to_owned(), ours, theirs, format!("{:.2}", oauth2.ratio)]);
    }
}
