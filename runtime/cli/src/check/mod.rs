//! `check`: what is wrong with spec files.

mod files;
mod format;
mod human;
mod json;
mod lines;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::proof::Proof;
use spotify_flow_spec::{Disk, Report, Waiver, check_file};

use crate::look::{Color, look};
use format::Format;

/// What `check` is called with.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Files, or folders that are searched for `*.toml`.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show for each property that a flow claims what proves it, or the shortest path that breaks it.
    #[arg(long)]
    explain: bool,
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
    let mut files = Vec::new();
    for path in &arguments.paths {
        if let Err(message) = files::collect(path, &mut files) {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    }
    let findings = find(&files, arguments.explain);
    match arguments.format {
        Format::Human => human::show(&findings, look(arguments.color)),
        Format::Json => json::show(&findings),
        Format::Lines => lines::show(&findings),
    }
    if findings.report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn find(files: &[PathBuf], explain: bool) -> Findings {
    let mut findings = Findings { files: files.len(), ..Findings::default() };
    let mut proofs = Vec::new();
    for file in files {
        let checked = check_file(file, &Disk);
        findings.report.extend(checked.report);
        findings.waivers.extend(checked.waivers);
        proofs.extend(checked.proofs);
    }
    findings.report.sort();
    findings.proofs = explain.then_some(proofs);
    findings
}
