//! The property table.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;
use spotify_flow_spec::property::{Properties, Property};
use spotify_flow_spec::render::properties::yes_no;
use spotify_flow_spec::{Declared, Disk, bundled, declared};

use crate::check::files::Search;
use crate::output::{print, print_line};
use crate::spec::Missing;

/// How a table is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for a terminal.
    Text,
    /// A table for a README.
    Markdown,
    /// A list of objects.
    Json,
}

/// A row of the table, as JSON has it.
#[derive(Serialize)]
struct Row {
    flow: String,
    needs_user_consent: bool,
    refreshable: bool,
    short_lived: bool,
    user_scoped: bool,
}

impl Row {
    fn new(flow: &str, properties: Properties) -> Self {
        Self {
            flow: flow.to_owned(),
            needs_user_consent: properties.needs_user_consent,
            refreshable: properties.refreshable,
            short_lived: properties.short_lived,
            user_scoped: properties.user_scoped,
        }
    }

    fn cells(&self) -> Vec<String> {
        let values =
            [self.needs_user_consent, self.refreshable, self.short_lived, self.user_scoped];
        let words = values.into_iter().map(|value| yes_no(value).to_owned());
        std::iter::once(self.flow.clone()).chain(words).collect()
    }
}

/// Print the properties of flows, as their specs say them: of Spotify's, or of those that are named.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Files of flows, or folders that are searched for them.
    paths: Vec<PathBuf>,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let rows = match arguments.paths.as_slice() {
        [] => spotifys(),
        paths => named(paths),
    };
    match rows {
        Ok(rows) => show(&rows, arguments.format),
        Err(missing) => missing.exit(),
    }
}

fn spotifys() -> Result<Vec<Row>, Missing> {
    let names = bundled::names().filter(|(provider, _)| *provider == "spotify");
    let row = |(provider, name)| {
        let flow = bundled::flow(provider, name).map_err(Missing::Wrong)?;
        Ok(Row::new(name, flow.properties))
    };
    names.map(row).collect()
}

/// The flows of files; what declares none has no row.
fn named(paths: &[PathBuf]) -> Result<Vec<Row>, Missing> {
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let mut rows = Vec::new();
    for file in Search::default().of(&paths).map_err(Missing::Called)? {
        if let Declared::Flow(flow, _) = declared::declared(&file, &Disk).map_err(Missing::Wrong)? {
            let name = format!("{}/{}", flow.provider.name, flow.name);
            rows.push(Row::new(&name, flow.properties));
        }
    }
    Ok(rows)
}

fn show(rows: &[Row], format: Format) -> ExitCode {
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    match format {
        Format::Text => print(text(&heading(), &cells)),
        Format::Markdown => print(markdown(&heading(), &cells)),
        Format::Json => match serde_json::to_string_pretty(rows) {
            Ok(json) => print_line(json),
            Err(error) => {
                eprintln!("the table can't be written as JSON: {error}");
                return ExitCode::FAILURE;
            }
        },
    }
    ExitCode::SUCCESS
}

/// The names of the columns.
pub(crate) fn heading() -> Vec<String> {
    let titles = Property::ALL.map(|property| property.title().to_owned());
    std::iter::once("flow".to_owned()).chain(titles).collect()
}

/// Columns as wide as what is in them.
pub(crate) fn text(heading: &[String], rows: &[Vec<String>]) -> String {
    let all = || std::iter::once(heading).chain(rows.iter().map(Vec::as_slice));
    let widths: Vec<usize> = (0..heading.len())
        .map(|column| {
            let cells = all().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        })
        .collect();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(heading);
    text.push_str(&line(&rule));
    text.extend(rows.iter().map(|row| line(row)));
    text
}

fn markdown(heading: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heading);
    text.push_str(&format!("|{}\n", "---|".repeat(heading.len())));
    text.extend(rows.iter().map(|row| line(row)));
    text
}
