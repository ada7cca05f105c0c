//! What a test has shown, in a line that people read and that `reliability` puts into its table.

use std::env;
use std::fmt::Display;
use std::time::Instant;

/// What each line begins with.
pub const MARK: &str = "proof: ";

/// A threat that is being tried.
#[derive(Debug)]
pub struct Proof {
    threat: &'static str,
    begun: Instant,
}

impl Proof {
    /// Begins to try a threat, by its number.
    pub fn of(threat: &'static str) -> Proof {
        Proof { threat, begun: Instant::now() }
    }

    /// Says what was tried, and what came of it.
    #[allow(clippy::print_stdout)]
    pub fn shown(self, tried: impl Display, result: impl Display) {
        let seconds = self.begun.elapsed().as_secs_f64();
        println!("{MARK}{} | {tried} | {result} | {seconds:.1} s", self.threat);
    }
}

/// A tenth of what one command tries with `FULL=1`.
pub fn part(full: usize) -> usize {
    if env::var_os("FULL").is_some() { full } else { full / 10 }
}
