//! `completions` and `man`: what a package of the program brings along.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::output::print;

/// Print the completions of a shell, to be written where it looks for them.
#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one for each command.
#[derive(Args)]
pub(crate) struct Man {
    /// A folder to write `spotify-flow.1`, `spotify-flow-check.1` and so on into.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(crate) fn completions(arguments: &Completions, mut program: Command) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut program, "spotify-flow", &mut text);
    print(String::from_utf8_lossy(&text));
    ExitCode::SUCCESS
}

pub(crate) fn man(arguments: &Man, program: Command) -> ExitCode {
    let done = match &arguments.out {
        None => page(program).map(|text| print(String::from_utf8_lossy(&text))),
        Some(folder) => all(program, folder),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the manual can't be written: {error}");
            ExitCode::from(2)
        }
    }
}

fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text)?;
    Ok(text)
}

fn all(program: Command, folder: &Path) -> std::io::Result<()> {
    let whole = program.clone();
    for command in program.get_subcommands() {
        // `Command` wants a name that lasts as long as the program.
        let name: &'static str = format!("spotify-flow-{}", command.get_name()).leak();
        write(folder, name, command.clone().name(name))?;
    }
    write(folder, "spotify-flow", whole)
}

fn write(folder: &Path, name: &str, command: Command) -> std::io::Result<()> {
    let mut file = std::fs::File::create(folder.join(format!("{name}.1")))?;
    file.write_all(&page(command)?)
}
