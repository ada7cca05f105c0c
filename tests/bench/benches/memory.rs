//! How long it takes what is done between two requests.

use spotify_flow_bench::{Table, Work, calls, measure, memory};

fn main() {
    table("Time in memory, one thread", "oauth2", memory::items());
    table("Time of a call in memory, one thread", "reqwest", calls::in_memory());
}

fn table(title: &str, peer: &str, items: Vec<(&str, [Work; 2])>) {
    let [theirs, ratio] = [format!("{peer}, ns"), format!("{peer}/ours")];
    let table = Table::headed(title, &["", "ours, ns", &theirs, &ratio]);
    for (name, mut contenders) in items {
        let figures = measure::in_turns(&mut contenders, 1000, 100);
        let [ours, peer] = figures.as_slice() else { continue };
        let [own, theirs] =
            [ours.nanoseconds, peer.nanoseconds].map(|figure| format!("{figure:.0}"));
        table.row(&[name.to_owned(), own, theirs, format!("{:.2}", peer.ratio)]);
    }
}
