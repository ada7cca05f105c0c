//! `graph`: flows and grants as pictures.

mod drawn;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use spotify_flow_spec::{Declared, Disk, declared};

use crate::check::files::Search;
use crate::output::print;
use crate::spec::{self, Missing};
use drawn::Drawn;

/// Draw a flow: its states with what they keep, its steps with what they send, secrets marked.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A file of a flow or a grant, a folder of such files, or a bundled flow
    /// (`spotify/client_credentials`, or its name alone).
    #[arg(value_name = "FLOW")]
    called: String,
    /// How to draw it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Where to write it: a file, or for a folder of files a folder, which must be there.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

/// How a flow is drawn.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A drawing for a terminal.
    Text,
    /// A Mermaid state diagram, for pages that render it.
    Mermaid,
    /// A picture, in light and dark.
    Svg,
}

impl Format {
    fn draw(self, drawn: &Drawn) -> String {
        match self {
            Self::Text => drawn.text(),
            Self::Mermaid => drawn.mermaid(),
            Self::Svg => drawn.svg(),
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Mermaid => "mermaid",
            Self::Svg => "svg",
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match draw(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(missing) => missing.exit(),
    }
}

fn draw(arguments: &Arguments) -> Result<(), Missing> {
    let (path, format) = (Path::new(&arguments.called), arguments.format);
    if path.is_dir() {
        return folder(path, format, arguments.out.as_deref());
    }
    let text = format.draw(&one(&arguments.called)?);
    match &arguments.out {
        Some(file) => write(file, &text),
        None => {
            print(text);
            Ok(())
        }
    }
}

fn one(called: &str) -> Result<Drawn, Missing> {
    let path = Path::new(called);
    if !path.is_file() {
        return Ok(Drawn::flow(spec::flow(called)?));
    }
    match declared::declared(path, &Disk).map_err(Missing::Wrong)? {
        Declared::Flow(..) => Ok(Drawn::flow(spec::flow(called)?)),
        Declared::Grant(grant) => Ok(Drawn::grant(*grant)),
        Declared::Provider(_) | Declared::Api(_) => {
            let message = format!("`{called}` declares no flow and no grant: there is no machine");
            Err(Missing::Called(message))
        }
    }
}

/// Every flow and grant of a folder; what else is in it has no machine.
fn folder(path: &Path, format: Format, out: Option<&Path>) -> Result<(), Missing> {
    if format == Format::Svg && out.is_none() {
        let message = "pictures of a folder go into a folder: name it with `--out`";
        return Err(Missing::Called(message.to_owned()));
    }
    let mut texts = Vec::new();
    for file in Search::default().of(&[path]).map_err(Missing::Called)? {
        let drawn = match declared::declared(&file, &Disk).map_err(Missing::Wrong)? {
            Declared::Flow(flow, _) => Drawn::flow(*flow),
            Declared::Grant(grant) => Drawn::grant(*grant),
            Declared::Provider(_) | Declared::Api(_) => continue,
        };
        let text = format.draw(&drawn);
        match out {
            Some(out) => {
                let name = format!("{}.{}", drawn.file_name(), format.extension());
                write(&out.join(name), &text)?;
            }
            None => texts.push(text),
        }
    }
    print(texts.join("\n"));
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Missing> {
    let shown = path.display();
    std::fs::write(path, text)
        .map_err(|error| Missing::Called(format!("`{shown}` can't be written: {error}")))
}
