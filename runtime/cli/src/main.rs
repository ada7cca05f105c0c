//! The program `spotify-flow`: checks spec files, compares flows, and shows them at work.
//!
//! Exit codes: 0 when all is well, 1 when something is wrong with what was looked at, 2 when the
//! program was called wrongly.

// A program prints; the library below it does not.
#![allow(clippy::print_stderr)]

mod advise;
mod check;
mod complete;
mod demo;
mod diff;
mod explain;
mod graph;
mod look;
mod new;
mod output;
mod run;
mod schema;
mod spec;
mod table;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// OAuth flows that are declared in TOML: check them, compare them, see them at work.
#[derive(Parser)]
#[command(name = "spotify-flow", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  something is wrong with what was looked at, or a gate stays closed
  2  the program was called wrongly, or can't write its output";

#[derive(Subcommand)]
enum Command {
    /// Run the bundled flows against a simulated Spotify and compare what is observed with what
    /// their specs say.
    Demo,
    Table(table::Arguments),
    /// Check spec files: flows, grants, providers and their APIs.
    Check(check::Arguments),
    Graph(graph::Arguments),
    /// Say what a rule of the checker demands and why, with an example of it wrong and right.
    Explain(explain::Arguments),
    Diff(diff::Arguments),
    New(new::Arguments),
    Advise(advise::Arguments),
    /// Step through any flow by hand: see what is sent and what comes back, without its secrets.
    ///
    /// Values that no flag brings are read from the environment (SPOTIFY_CLIENT_ID and the like, as
    /// `from_env` has them) or asked for. The client secret is taken from there alone.
    Run(run::Arguments),
    Schema(schema::Arguments),
    Completions(complete::Completions),
    Man(complete::Man),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Demo => demo::run().await,
        Command::Table(arguments) => table::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Graph(arguments) => graph::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Advise(arguments) => advise::run(&arguments),
        Command::Run(arguments) => run::run(&arguments).await,
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => complete::completions(&arguments, Cli::command()),
        Command::Man(arguments) => complete::man(&arguments, Cli::command()),
    }
}
