//! `new`: a provider and a flow in one file, to start from.

mod template;

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::{Report, bundled, check_name};

use crate::output::{print, print_line};
use crate::spec::Missing;

/// Write a commented file to start from: a provider of one's own, and a flow at it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The name of both: small letters, digits and `_`.
    name: String,
    /// A bundled grant.
    #[arg(long, default_value = "authorization_code_pkce", value_name = "GRANT")]
    grant: String,
    /// The file to write, which must not be there yet; `-` prints it. NAME.toml without this.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match write(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(missing) => missing.exit(),
    }
}

fn write(arguments: &Arguments) -> Result<(), Missing> {
    let name = &arguments.name;
    let called = |report| Missing::Called(flat(&report));
    check_name(name).map_err(called)?;
    let grant = bundled::grant(&arguments.grant).map_err(called)?;
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
    if path == Path::new("-") {
        print(template::text(name, &grant, Path::new(&format!("{name}.toml"))));
        return Ok(());
    }
    let text = template::text(name, &grant, &path);
    create(&path, &text).map_err(Missing::Called)?;
    let shown = path.display();
    print_line(format!("wrote {shown}; `spotify-flow check {shown}` says what is wrong with it"));
    Ok(())
}

/// A report about a name, on one line.
fn flat(report: &Report) -> String {
    let texts =
        report.problems().iter().map(|it| format!("{}; {}", it.message, it.help.join("; ")));
    texts.collect::<Vec<_>>().join("\n")
}

/// Writes a new file; one that is there may be somebody's work.
fn create(path: &Path, text: &str) -> Result<(), String> {
    let shown = path.display();
    let wrong = |error: std::io::Error| {
        if error.kind() == ErrorKind::AlreadyExists {
            let help = "`--out FILE` names another";
            return format!("`{shown}` is there already, and is not overwritten; {help}");
        }
        format!("`{shown}` can't be written: {error}")
    };
    let mut file = File::create_new(path).map_err(wrong)?;
    file.write_all(text.as_bytes()).map_err(wrong)
}
