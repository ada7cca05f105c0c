//! `graph`: a flow as a picture.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use spotify_flow_spec::render::{drawing, graph};

use crate::output::print;
use crate::spec;

/// Draw a flow: its states with what they keep, its steps with what they send, secrets marked.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A flow file, or a bundled flow (`spotify/client_credentials`, or its name alone).
    flow: String,
    /// How to draw it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How a flow is drawn.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A drawing for a terminal.
    Text,
    /// A Mermaid state diagram, for pages that render it.
    Mermaid,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match spec::flow(&arguments.flow) {
        Ok(flow) => {
            print(match arguments.format {
                Format::Text => drawing::text(&flow),
                Format::Mermaid => graph::mermaid(&flow),
            });
            ExitCode::SUCCESS
        }
        Err(missing) => missing.exit(),
    }
}
