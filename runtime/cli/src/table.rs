//! The property table.

use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;
use spotify_flow_spec::bundled;
use spotify_flow_spec::property::{Properties, Property};
use spotify_flow_spec::render::properties::yes_no;

use crate::output::{print, print_line};

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

pub(crate) fn run(format: Format) -> ExitCode {
    let mut rows = Vec::new();
    for (provider, name) in bundled::names().filter(|(provider, _)| *provider == "spotify") {
        match bundled::flow(provider, name) {
            Ok(flow) => rows.push(Row::new(name, flow.properties)),
            Err(report) => {
                eprintln!("{report}");
                return ExitCode::FAILURE;
            }
        }
    }
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    match format {
        Format::Text => print(text(&heading(), &cells)),
        Format::Markdown => print(markdown(&heading(), &cells)),
        Format::Json => match serde_json::to_string_pretty(&rows) {
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
