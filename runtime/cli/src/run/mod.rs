//! `run`: any flow, stepped through by hand in a terminal.
//!
//! The flow is loaded at run time and has no types; what is sent and what comes back is shown at
//! every step, and secrets are not.

mod ask;
mod facts;
mod mask;
mod show;
mod steps;
mod values;
mod world;

use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::Report;

use crate::output::print_line;
use crate::spec::{self, Missing};
use steps::Attempt;
use values::Values;
use world::World;

/// What `run` is called with.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A flow file, or a bundled flow by its provider and its name (`spotify/client_credentials`).
    spec: String,
    /// The app's client id.
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Where the browser is sent back to, as it is registered at the provider.
    #[arg(long, value_name = "URI")]
    redirect_uri: Option<String>,
    /// A scope to ask for; may be given several times.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// A variable or an option of the flow; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Run it against a simulated Spotify with a simulated user: no account is needed.
    #[arg(long)]
    simulator: bool,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Why there is no token.
enum Stop {
    /// The program was called wrongly.
    Called(String),
    /// The file is wrong.
    Wrong(Report),
    /// The flow went wrong.
    Failed(String),
}

pub(crate) async fn run(arguments: &Arguments) -> ExitCode {
    match attempt(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Called(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Stop::Wrong(report)) => {
            eprintln!("{report}");
            ExitCode::FAILURE
        }
        Err(Stop::Failed(message)) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn attempt(arguments: &Arguments) -> Result<(), Stop> {
    let flow = spec::flow(&arguments.spec)?;
    if arguments.simulator {
        World::can_play(&flow)?;
    }
    print_line(format!("{}/{}: {}", flow.provider.name, flow.name, flow.title));
    print_line(&flow.summary);
    if let Some(deprecated) = &flow.deprecated {
        print_line(format!("note: deprecated since {}: {}", deprecated.since, deprecated.note));
        if let Some(instead) = &deprecated.instead {
            print_line(format!("note: use `{instead}` instead"));
        }
    }
    let values = Values::collect(&flow, arguments)?;
    let world =
        if arguments.simulator { World::simulated(&flow, &values).await? } else { World::Real };
    let asked = values.scopes.clone();
    let token = Attempt::new(&flow, values, &world).run().await?;
    facts::show(&token, &asked, world.now());
    Ok(())
}

impl From<Missing> for Stop {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Called(message) => Self::Called(message),
            Missing::Wrong(report) => Self::Wrong(report),
        }
    }
}
