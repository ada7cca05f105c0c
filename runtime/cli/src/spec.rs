//! The flow that somebody means: a file, or one that comes with the program.

use std::path::Path;
use std::process::ExitCode;

use spotify_flow_spec::{CheckedFlow, Disk, Report, bundled, suggest};

/// Why there is no flow.
pub(crate) enum Missing {
    /// It was called by a name that nothing has.
    Called(String),
    /// The file is wrong.
    Wrong(Report),
}

impl Missing {
    /// Says so, and which exit code that is.
    pub(crate) fn exit(self) -> ExitCode {
        match self {
            Self::Called(message) => {
                eprintln!("error: {message}");
                ExitCode::from(2)
            }
            Self::Wrong(report) => {
                eprintln!("{report}");
                ExitCode::FAILURE
            }
        }
    }
}

/// A flow by the path of its file, by provider and name (`github/authorization_code`), or by its name
/// alone where it is Spotify's, or one bundled provider alone has it.
pub(crate) fn flow(called: &str) -> Result<CheckedFlow, Missing> {
    let path = Path::new(called);
    if path.is_file() {
        let loaded = spotify_flow_spec::load(path, &Disk).map_err(Missing::Wrong)?;
        for problem in loaded.warnings.problems() {
            eprintln!("{}", problem.line());
        }
        return Ok(loaded.flow);
    }
    let (provider, flow) = name(called).map_err(Missing::Called)?;
    bundled::flow(provider, flow).map_err(Missing::Wrong)
}

/// The bundled flow of this name, as its provider and itself.
pub(crate) fn name(called: &str) -> Result<(&'static str, &'static str), String> {
    let is_it = |(provider, flow): &(&str, &str)| match called.split_once('/') {
        Some(pair) => pair == (*provider, *flow),
        None => called == *flow,
    };
    let found: Vec<_> = bundled::names().filter(is_it).collect();
    let spotify = found.iter().find(|(provider, _)| *provider == "spotify");
    if let Some(ours) = spotify {
        return Ok(*ours);
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(unknown(called)),
        many => {
            let full: Vec<String> = many.iter().map(|(of, flow)| format!("{of}/{flow}")).collect();
            let full = suggest::list(full.iter().map(String::as_str));
            Err(format!("several providers have a flow `{called}`; write {full}"))
        }
    }
}

fn unknown(called: &str) -> String {
    let full: Vec<String> = bundled::names().map(|(of, flow)| format!("{of}/{flow}")).collect();
    let known = full.iter().map(String::as_str);
    let near = match called.contains('/') {
        true => suggest::nearest(called, known.clone()),
        false => suggest::nearest(called, bundled::names().map(|(_, flow)| flow)),
    };
    let message = format!("there is no file and no bundled flow `{called}`");
    match near {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => format!("{message}; bundled: {}", suggest::list(known)),
    }
}
