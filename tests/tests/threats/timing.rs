//! T-087: how long a comparison takes tells nothing about the secret.

use std::hint::black_box;
use std::time::Instant;

use spotify_flow_tests::cases::{Client, VERIFIER};

/// Of so many samples, as `dudect` takes them; fewer where nobody asks for more, and where the
/// program was not built for speed.
fn samples() -> usize {
    match (std::env::var_os("FULL").is_some(), cfg!(debug_assertions)) {
        (true, false) => 1_000_000,
        (true, true) => 50_000,
        (false, _) => 5_000,
    }
}

/// A state that is long enough for a comparison that stops early to be seen.
const LENGTH: usize = 1000;

/// Which of the two is measured next: without a pattern, for nothing else may keep its rhythm.
fn coin(seed: &mut u64) -> bool {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed & 1 == 0
}

/// Mean and variance as they grow (Welford).
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let off = value - self.mean;
        self.mean += off / self.count;
        self.squares += off * (value - self.mean);
    }

    fn error(&self) -> f64 {
        self.squares / (self.count - 1.0) / self.count
    }
}

/// How sure one may be that the two take different times: Welch's t.
fn welch(first: &[f64], second: &[f64]) -> f64 {
    let mut both: Vec<f64> = first.iter().chain(second).copied().collect();
    both.sort_by(f64::total_cmp);
    // The slowest tenth was interrupted.
    let most = both[both.len() * 9 / 10];
    let moments = |times: &[f64]| {
        let mut moments = Moments::default();
        times.iter().filter(|time| **time <= most).for_each(|time| moments.add(*time));
        moments
    };
    let (first, second) = (moments(first), moments(second));
    ((first.mean - second.mean) / (first.error() + second.error()).sqrt()).abs()
}

/// The t of refusing a state that is wrong at its beginning, against one that is wrong at its end.
fn measure() -> f64 {
    let (right, rest) = ("s".repeat(LENGTH), "s".repeat(LENGTH - 1));
    let wrong = [format!("x{rest}"), format!("{rest}x")];
    let callbacks = wrong.map(|state| format!("https://client.example/cb?code=c&state={state}"));
    let mut attempt = Client::code().authorize(&right, VERIFIER).unwrap();
    let (mut times, mut seed) = ([Vec::new(), Vec::new()], 0x9e37_79b9_7f4a_7c15);
    for _ in 0..samples() {
        let which = usize::from(coin(&mut seed));
        let begun = Instant::now();
        let failed = Client::receive_in(attempt, black_box(&callbacks[which])).unwrap_err();
        times[which].push(begun.elapsed().as_nanos() as f64);
        attempt = failed.into_attempt();
    }
    welch(&times[0], &times[1])
}

#[test]
fn t_087_a_state_that_is_nearly_right_takes_no_longer_to_refuse() {
    // A busy machine may disturb one run of three; what leaks shows in each.
    let mut runs = Vec::new();
    while runs.len() < 3 && runs.last().is_none_or(|t| *t >= 4.5) {
        runs.push(measure());
    }
    assert!(runs.iter().any(|t| *t < 4.5), "{runs:?}");
    println!("t = {runs:?} of {} samples", samples());
}
