//! `check`: what is wrong with spec files.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use spotify_flow_spec::{Disk, Report, Severity, Waiver, check_file};

use crate::output::print_line;

pub(crate) fn run(paths: &[PathBuf]) -> ExitCode {
    let mut files = Vec::new();
    for path in paths {
        if let Err(message) = collect(path, &mut files) {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    }
    let mut report = Report::default();
    let mut waivers = Vec::new();
    for file in &files {
        let checked = check_file(file, &Disk);
        report.extend(checked.report);
        waivers.extend(checked.waivers);
    }
    report.sort();
    show(&report, &waivers, files.len());
    if report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The spec files of a path: itself, or those of a folder and of the folders in it.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    // A file that isn't there was called wrongly; one that can't be read is a problem to report.
    if !path.exists() {
        return Err(format!("there is no file or folder `{}`", path.display()));
    }
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let before = files.len();
    search(path, files).map_err(|error| format!("`{}`: {error}", path.display()))?;
    if files.len() == before {
        return Err(format!("there is no spec file in `{}`", path.display()));
    }
    Ok(())
}

fn search(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        if kind.is_dir() {
            search(&path, files)?;
        } else if name.ends_with(".toml") && name != "Cargo.toml" {
            files.push(path);
        }
    }
    Ok(())
}

fn show(report: &Report, waivers: &[Waiver], files: usize) {
    let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for problem in report.problems() {
        print_line(format!("{}\n", problem.render(color)));
    }
    if !waivers.is_empty() {
        print_line("waived:");
        for waiver in waivers {
            print_line(format!("  {}: {}: {}", waiver.place, waiver.rule, waiver.reason));
        }
    }
    let count = |severity| report.count(severity);
    let counts = [
        (files, "file"),
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Note), "note"),
    ];
    let counts = counts
        .map(|(number, noun)| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }));
    print_line(counts.join(", "));
}
