//! `diff`: what an edit of spec files changes for developers, and for the safety of their users.

mod allow;
mod git;
mod json;
mod pairs;
mod text;

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use spotify_flow_spec::diff::{Change, Changes, Weight};

use crate::output::print;
use crate::spec::Missing;
use allow::Allow;

/// Say what an edit of spec files changes for developers, which version that makes, and whether
/// somebody is less safe for it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A file or a folder as it was, and as it is; bundled flows go by their names. With `--git`,
    /// files and folders as they are: all of this folder without any.
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Compare with what the files were at this revision: `HEAD`, `origin/main`.
    #[arg(long, value_name = "BASE")]
    git: Option<String>,
    /// Let this much pass, else exit with 1: `patch`, `minor` or `major`, and `security` beside it.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    allow: Vec<Allow>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How changes are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each.
    Text,
    /// An object with a version of its form, a verdict and all changes.
    Json,
}

/// What changed in a file; the file has no name where two were named.
struct Compared {
    file: Option<String>,
    changes: Changes,
}

/// All that changed.
#[derive(Default)]
struct Difference(Vec<Compared>);

impl Difference {
    /// The version that all files make together.
    fn verdict(&self) -> Option<Weight> {
        self.0.iter().filter_map(|it| it.changes.verdict()).max()
    }

    /// How many changes are for security to look at.
    fn security(&self) -> usize {
        self.0.iter().map(|it| it.changes.security()).sum()
    }

    fn count(&self, weight: Weight) -> usize {
        self.0.iter().map(|it| it.changes.count(weight)).sum()
    }

    /// The changes of each file, the weightiest first.
    fn changes(&self) -> impl Iterator<Item = (Option<&str>, Vec<&Change>)> {
        self.0.iter().map(|it| (it.file.as_deref(), it.changes.sorted()))
    }
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let found = match &arguments.git {
        Some(base) => git::compare(base, &arguments.paths),
        None => pairs::compare(&arguments.paths),
    };
    let difference = match found {
        Ok(difference) => difference,
        Err(missing) => return missing.exit(),
    };
    print(match arguments.format {
        Format::Text => text::of(&difference),
        Format::Json => json::of(&difference),
    });
    match allow::refused(&arguments.allow, &difference) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// A call that makes no sense.
fn wrong_call<T>(message: impl Into<String>) -> Result<T, Missing> {
    Err(Missing::Called(message.into()))
}
