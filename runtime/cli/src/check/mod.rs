//! `check`: what is wrong with spec files.

mod deny;
pub(crate) mod files;
mod format;
mod github;
mod human;
mod ignored;
mod json;
mod lines;
mod sarif;
mod stdin;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::proof::Proof;
use spotify_flow_spec::{Disk, Files, Report, Waiver, catalogue, check_file};

use crate::look::{Color, look};
use deny::Deny;
use files::Search;
use format::Format;
use ignored::Ignored;

/// What `check` is called with.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Files, or folders that are searched for `*.toml`; `-` reads one file from the input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show for each property that a flow claims what proves it, or the shortest path that breaks it.
    #[arg(long)]
    explain: bool,
    /// Exit with 1 for these as for errors.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    deny: Vec<Deny>,
    /// The path of what `-` reads: what it names is looked for near it.
    #[arg(long, value_name = "FILE", default_value = "stdin.toml")]
    stdin_path: PathBuf,
    /// Leave out what matches: `name.toml`, `drafts/`, `a/**/b.toml`.
    #[arg(long, value_name = "PATTERN")]
    ignore: Vec<String>,
    /// Leave out what a line of this file matches.
    #[arg(long, value_name = "FILE")]
    ignore_list: Option<PathBuf>,
    /// When to show colours.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,
}

/// What was found in all of the files.
#[derive(Default)]
struct Findings {
    files: usize,
    report: Report,
    waivers: Vec<Waiver>,
    /// What was found of each property; `None` where nobody asked.
    proofs: Option<Vec<Proof>>,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let findings = match find(arguments) {
        Ok(findings) => findings,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    match arguments.format {
        Format::Human => human::show(&findings, look(arguments.color)),
        Format::Json => json::show(&findings),
        Format::Lines => lines::show(&findings),
        Format::Sarif => sarif::show(&findings),
        Format::Github => github::show(&findings),
    }
    if deny::refuses(&arguments.deny, &findings) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn find(arguments: &Arguments) -> Result<Findings, String> {
    let ignored = Ignored::new(&arguments.ignore, arguments.ignore_list.as_deref())?;
    let is_input = |path: &&PathBuf| path.as_os_str() == "-";
    let named = arguments.paths.iter().filter(|path| !is_input(path));
    let named: Vec<&Path> = named.map(PathBuf::as_path).collect();
    let mut paths = Search::without(ignored).of(&named)?;
    if !arguments.paths.iter().any(|path| is_input(&path)) {
        return Ok(check(&paths, &Disk, arguments.explain));
    }
    let input = stdin::Input::read(&arguments.stdin_path)?;
    paths.retain(|path| *path != arguments.stdin_path);
    paths.push(arguments.stdin_path.clone());
    Ok(check(&paths, &input, arguments.explain))
}

fn check(paths: &[PathBuf], files: &dyn Files, explain: bool) -> Findings {
    let mut findings = Findings { files: paths.len(), ..Findings::default() };
    let mut proofs = Vec::new();
    for path in paths {
        let checked = check_file(path, files);
        findings.report.extend(checked.report);
        findings.waivers.extend(checked.waivers);
        proofs.extend(checked.proofs);
    }
    findings.report.extend(catalogue::check(paths, files));
    findings.report.sort();
    findings.proofs = explain.then_some(proofs);
    findings
}
