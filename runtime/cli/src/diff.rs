//! `diff`: what an edit of a spec file changes for developers.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::diff::{self, Changes, Weight};
use spotify_flow_spec::{Declared, Disk, bundled, declared};

use crate::output::print;
use crate::spec::{self, Missing};

/// Say what an edit of a spec file changes for developers, and which version that makes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The file as it was; or a bundled flow, by its name.
    old: String,
    /// The file as it is; or a bundled flow, by its name.
    new: String,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match changes(arguments) {
        Ok(changes) => {
            print(text(&changes));
            ExitCode::SUCCESS
        }
        Err(missing) => missing.exit(),
    }
}

fn changes(arguments: &Arguments) -> Result<Changes, Missing> {
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    diff::compare(&old, &new).ok_or_else(|| {
        let (old, new) = (old.kind(), new.kind());
        Missing::Called(format!("the one declares {old}, the other {new}: they can't be compared"))
    })
}

fn read(called: &str) -> Result<Declared, Missing> {
    let path = Path::new(called);
    if path.is_file() {
        return declared::declared(path, &Disk).map_err(Missing::Wrong);
    }
    let (provider, flow) = spec::name(called).map_err(Missing::Called)?;
    let flow = bundled::flow(provider, flow).map_err(Missing::Wrong)?;
    Ok(Declared::Flow(Box::new(flow), bundled::api(provider).map_err(Missing::Wrong)?))
}

fn text(changes: &Changes) -> String {
    let Some(verdict) = changes.verdict() else {
        return "none: nothing changes for developers\n".to_owned();
    };
    let mut text = String::new();
    for change in changes.sorted() {
        text.push_str(&format!("{}: {}\n", change.what, change.weight.as_str()));
    }
    let counts = [Weight::Major, Weight::Minor, Weight::Patch].map(|it| (changes.count(it), it));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, weight)| format!("{count} {}", weight.as_str()));
    format!("{text}\n{}: {}\n", verdict.version(), counts.collect::<Vec<_>>().join(", "))
}
