//! `schema`: what editors complete spec files by.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use spotify_flow_spec::schema;

use crate::output::print;

/// Print the JSON schema of a kind of file: an editor completes and checks by it.
///
/// Taplo and Even Better TOML read the line `#:schema ./flow.schema.json` at the top of a file.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The kind of file.
    #[arg(value_enum)]
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A flow, also with its provider and its grant in the same file.
    Flow,
    /// A grant.
    Grant,
    /// A provider.
    Provider,
    /// A provider's API.
    Api,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    print(match arguments.kind {
        Kind::Flow => schema::FLOW,
        Kind::Grant => schema::GRANT,
        Kind::Provider => schema::PROVIDER,
        Kind::Api => schema::API,
    });
    ExitCode::SUCCESS
}
