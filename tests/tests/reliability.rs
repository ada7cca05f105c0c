//! Runs all that proves that no token is lost, and writes `tests/RELIABILITY.md`.
//!
//! `cargo test --release -p spotify-flow-tests --test reliability -- --ignored` tries a tenth, with
//! `FULL=1` the whole; `SEEDS=10000000` is how many worlds are simulated, `SEEDS=0` leaves
//! them and the model out.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::env;
use std::fs;
use std::process::{Command, Stdio};
use std::thread::available_parallelism;
use std::time::Instant;

use spotify_flow_tests::proof::MARK;
use spotify_flow_tests::{package_folder, workspace_folder};

/// How many worlds are simulated where nobody says.
const SEEDS: &str = "100000";

/// How this program is built, and so the tests.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

/// The tests that are run, the simulated worlds first: the options of `cargo test`, and what is in their names.
const RUNS: [(&[&str], &[&str]); 4] = [
    (
        &["-p", "spotify-flow", "--lib"],
        &["session::simulation", "session::flight::model", "session::schedules"],
    ),
    (
        &["-p", "spotify-flow-tests", "--test", "sessions"],
        &[
            "::t_112",
            "::t_113",
            "::t_114",
            "::t_115",
            "::t_119",
            "::t_120",
            "::the_rate_of",
            "many_unkept::",
            "two_on_a_full_disk::",
        ],
    ),
    (&["-p", "spotify-flow-tests", "--test", "stores"], &["::t_116"]),
    (&["-p", "spotify-flow-tests", "--test", "heart"], &["::a_renewal_ends", "still::"]),
];

#[test]
#[ignore = "it takes minutes, and writes a page"]
fn what_was_tried_is_written_down() {
    let (begun, load) = (Instant::now(), read("/proc/loadavg"));
    let commit = said("git", &["describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]);
    let seeds = env::var("SEEDS").unwrap_or_else(|_| SEEDS.to_owned());
    let left_out = usize::from(seeds == "0");
    let runs = RUNS.iter().skip(left_out);
    let rows: Vec<String> = runs.flat_map(|(what, names)| run(what, names, &seeds)).collect();
    assert!(rows.len() > 10, "{rows:#?}");
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let load = load.split(' ').next().unwrap_or_default();
    let page = page(&rows, &commit, &seeds, load, minutes);
    fs::write(package_folder().join("RELIABILITY.md"), page).unwrap();
}

/// Runs tests one after the other, which must pass: what they have shown.
fn run(what: &[&str], names: &[&str], seeds: &str) -> Vec<String> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["test", "--locked", "--profile", PROFILE]).args(what);
    command.args(["--", "--nocapture", "--test-threads=1"]).args(names);
    // What cargo told this program of itself would have crates built anew that look at it.
    let told =
        |name: &String| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    env::vars().map(|(name, _)| name).filter(told).for_each(|name| {
        command.env_remove(name);
    });
    // Nothing that a tool is missing for is left out in silence.
    command.current_dir(workspace_folder()).env("SEEDS", seeds).env("CI", "true");
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let shown = said.lines().filter_map(|line| line.split_once(MARK));
    shown.map(|(_, row)| format!("| {row} |")).collect()
}

fn page(rows: &[String], commit: &str, seeds: &str, load: &str, minutes: f64) -> String {
    let size = if env::var_os("FULL").is_some() { "The whole" } else { "A tenth" };
    let [rustc, date, kernel] = [
        said("rustc", &["--version"]),
        said("date", &["-u", "+%Y-%m-%d"]),
        said("uname", &["-srm"]),
    ];
    let temporary = env::temp_dir();
    let disk = said("stat", &["-f", "-c", "%T", temporary.to_str().unwrap()]);
    let cores = available_parallelism().unwrap();
    let memory = read("/proc/meminfo");
    let memory: u64 = memory.split_whitespace().nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    let memory = memory.div_ceil(1 << 20);
    let rows = rows.join("\n");
    format!(
        "# What was tried, and what came of it

Written by `cargo test --release -p spotify-flow-tests --test reliability -- --ignored`, never by hand.
The tests are named after the numbers of the threats. {size} of what there is to try: `FULL=1` is the
whole, `SEEDS` says how many worlds are simulated.

| | |
|---|---|
| commit | {commit} |
| date | {date} |
| seeds | the first {seeds}, one for each world of the simulation |
| time | {minutes:.0} min, building included |
| compiler | {rustc}, profile {PROFILE} |
| system | {kernel}; temporary files on {disk} |
| machine | {cores} cores, {memory} GiB, load {load} when it began |

| threat | tried | result | time |
|---|---|---|---|
{rows}
"
    )
}

/// The first line of what a program says.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(workspace_folder()).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    said.unwrap_or_default().lines().next().unwrap_or("unknown").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
