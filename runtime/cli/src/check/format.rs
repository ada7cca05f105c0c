//! How what is found is printed.

use clap::ValueEnum;

/// How what is found is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The lines with carets under them, for people.
    Human,
    /// An array of objects; with `--explain`, an object of this array and of the proofs.
    Json,
    /// A line each, as editors and scripts read it: `path:line:column: severity[rule]: message`.
    Lines,
}
