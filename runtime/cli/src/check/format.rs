//! How what is found is printed.

use clap::ValueEnum;

/// How what is found is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// The lines with carets under them, for people.
    Human,
    /// An object with the version of its form, for programs.
    Json,
    /// A line each, as editors and scripts read it: `path:line:column: severity[rule]: message`.
    Lines,
    /// SARIF 2.1.0, as code scanning reads it.
    Sarif,
    /// Commands of a GitHub workflow: annotations at the lines of a pull request.
    Github,
}
