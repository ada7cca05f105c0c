//! How many exchanges and calls a second there can be. Client and server have a thread each.

use spotify_flow_bench::{Table, Work, calls, loopback, measure, server};

fn main() {
    let origin = server::start();
    let columns = ["", "ours, 1/s", "reqwest, 1/s", "oauth2, 1/s", "reqwest/ours", "oauth2/ours"];
    let title = "Exchanges over loopback (ratios are of the time that one takes)";
    let table = Table::headed(title, &columns);
    for at_once in [1, 64] {
        row(&table, at_once, &mut loopback::contenders(&origin, at_once));
    }
    let columns = ["", "ours, 1/s", "reqwest, 1/s", "reqwest/ours"];
    let table = Table::headed("Calls over loopback", &columns);
    for at_once in [1, 64] {
        row(&table, at_once, &mut calls::over_loopback(&origin, at_once));
    }
}

fn row(table: &Table, at_once: usize, contenders: &mut [Work]) {
    let figures = measure::in_turns(contenders, 100, 1);
    let exchanges = (at_once * loopback::each(at_once)) as f64;
    let rates = figures.iter().map(|figure| format!("{:.0}", exchanges / figure.nanoseconds * 1e9));
    let ratios = figures.iter().skip(1).map(|figure| format!("{:.2}", figure.ratio));
    let name = [format!("{at_once} at once")];
    table.row(&name.into_iter().chain(rates).chain(ratios).collect::<Vec<_>>());
}
